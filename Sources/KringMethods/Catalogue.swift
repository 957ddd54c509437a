/// The methods a server offers, with the frame around them.
package struct Catalogue: Sendable {
  /// The frame.
  package let frame: Frame
  /// The methods, ordered by id.
  package let methods: [Method]

  /// Reads `frame.json` and the method files, each named after the id of its method.
  ///
  /// Refuses all of them with everything that is wrong in any; places begin with the file's name.
  package init(files: [(name: String, bytes: [UInt8])]) throws(MethodErrors) {
    let problems = Problems()
    var frame: Frame?
    var methods: [Method] = []
    for file in files.sorted(by: { $0.name < $1.name }) {
      do throws(MethodErrors) {
        if file.name == "frame.json" {
          frame = try Frame(file: file.bytes)
          continue
        }
        let method = try Method(file: file.bytes)
        methods.append(method)
        if file.name != "\(method.id).json" {
          problems.add(file.name, .fileName, method.id)
        }
      } catch {
        for problem in error.problems { problems.add(problem, in: file.name) }
      }
    }
    if !files.contains(where: { $0.name == "frame.json" }) {
      problems.add("frame.json", .noFile)
    }
    for method in methods {
      guard let other = method.variantOf, !files.contains(where: { $0.name == "\(other).json" })
      else { continue }
      problems.add("\(method.id).json: variantOf", .noMethod, other)
    }
    try problems.refuse()
    guard let frame else { preconditionFailure("a catalogue without problems and frame") }
    self.frame = frame
    self.methods = methods.sorted { $0.id < $1.id }
  }

  /// The method of an id.
  package func method(_ id: String) -> Method? {
    methods.first { $0.id == id }
  }
}
