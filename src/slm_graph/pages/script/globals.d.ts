// vis-network comes from pyvis, as a script of its own before ours.
declare const vis: { DataSet: new (rows: object[]) => any; Network: new (element: Element, data: object, options: object) => any };

interface Window {
  /** For tests and for the curious: what is drawn. */
  slmGraph?: object;
}
