import java.io.File;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;

/** Prints of each ontology, in its order, whether HermiT finds it consistent. */
public class Consistent {
    public static void main(String[] args) throws Exception {
        for (String path : args)
            System.out.println(new Reasoner(
                OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(path))).isConsistent());
    }
}
