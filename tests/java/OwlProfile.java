import java.io.File;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.profiles.*;

/** Prints what keeps each ontology from being OWL 2 DL, by the OWL API in HermiT's jar; nothing of one that is. */
public class OwlProfile {
    public static void main(String[] args) throws Exception {
        for (String path : args)
            for (OWLProfileViolation violation : new OWL2DLProfile().checkOntology(
                    OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(new File(path))).getViolations())
                System.out.println(path + ": " + violation);
    }
}
