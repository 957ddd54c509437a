import KringCore
import KringJSON

/// Frames put together from parts that were encoded once for all who see the same.
package enum Wire {
  /// One event as a part of a frame.
  package static func event(_ event: Event) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expectedSize(event.kind))
    encodeEvent(event, into: &bytes)
    return bytes
  }

  /// Room for the common events, so that their envelope is copied once.
  private static func expectedSize(_ kind: Event.Kind) -> Int {
    switch kind {
    case .writing(.itemAdded(_, _, _, let envelope)), .writing(.itemEdited(_, _, let envelope)):
      envelope.text.count + 384
    default: 256
    }
  }

  /// Events that are not for a member, first and last, as a part of a frame.
  package static func gap(from: Int, to: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes) { writer in
      writer.object { writer in
        writer.int("seq", from)
        if to > from { writer.int("to", to) }
      }
    }
    return bytes
  }

  /// The state as one member may see it, as a part of a frame.
  package static func view(_ view: View) -> [UInt8] {
    var bytes: [UInt8] = []
    write(into: &bytes) { writer in
      writer.object { writer in
        writer.int("seq", view.seq)
        writer.key("view")
        writer.view(view)
      }
    }
    return bytes
  }

  /// A frame of events made of parts; at least one.
  package static func events(_ parts: [[UInt8]]) -> [UInt8] {
    var frame: [UInt8] = []
    frame.reserveCapacity(parts.reduce(parts.count + 13) { $0 + $1.count })
    frame.append(contentsOf: #"{"events":["#.utf8)
    for (place, part) in parts.enumerated() {
      if place > 0 { frame.append(UInt8(ascii: ",")) }
      frame.append(contentsOf: part)
    }
    frame.append(contentsOf: "]}".utf8)
    return frame
  }
}
