import KringCore
import KringJSON

/// Something that a pick names.
package enum Picked: Hashable, Sendable {
  /// A text that somebody wrote.
  case item(ID)
  /// One of the options of the method file, by its `id`.
  case option(String)
}

extension View {
  /// What the checked content of a pick names, in order.
  ///
  /// `nil` where it names an item that is not there, or that stands elsewhere than under the input
  /// that the pick is of: then it is shown as broken, or a member could show the words of any place
  /// as somebody's choice.
  package func picked(_ content: JSON, page: JSON) -> [Picked]? {
    guard case .array(let picks)? = content["pick"] else { return nil }
    var options: [JSON] = []
    if case .array(let listed)? = page["options"] { options = listed.compactMap { $0["id"] } }
    var named: [Picked] = []
    for pick in picks {
      guard let word = pick.string else { return nil }
      if options.contains(pick) {
        named.append(.option(word))
      } else if let item = items.first(where: { $0.item == ID(uuid: word.utf8) }),
        page["of"]?.string == "\(item.path.step)/\(item.path.input)"
      {
        named.append(.item(item.item))
      } else {
        return nil
      }
    }
    return named
  }

  /// What the method file says of an input; empty if there is no such input.
  package func page(of path: Plan.InputPath) -> JSON {
    let input = creation?.plan.input(path)
    do { return try JSON.parse(input?.page ?? []) } catch { return .object([]) }
  }
}
