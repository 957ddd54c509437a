import KringCore
import Transport

extension Gateway {
  /// The output of a batch.
  struct Held {
    var outputs: [Output] = []
    var responses: [Response] = []
    var goodbyes: [(Connection, code: UInt16, reason: String)] = []
    /// The rooms in which everybody is to be told who is here, in the same write as the events.
    var announcing: [Room] = []

    struct Output {
      let connection: Connection
      /// The connection's lap when this was put together; in a later one its events are in a view.
      let lap: Int
      /// Its welcome and what else precedes the events.
      let first: [UInt8]
      /// The events, mostly one frame shared by the room.
      let events: [UInt8]
      /// The answers, which no view can replace.
      let answers: [UInt8]
      /// Whether presence follows: the member comes in, or has caught up.
      let greets: Bool

      /// All frames in order, and who is here after them; shared where there are only events.
      func frames(with presence: [UInt8]) -> [UInt8] {
        // Not `events + presence`: that copies, though there be nothing to add.
        if first.isEmpty && answers.isEmpty && presence.isEmpty { return events }
        var frames: [UInt8] = []
        frames.reserveCapacity(first.count + events.count + answers.count + presence.count)
        frames += first
        frames += events
        frames += answers
        frames += presence
        return frames
      }
    }

    struct Response {
      let token: ResponseToken
      let session: ID
      let status: Int
      let body: [UInt8]
    }
  }
}
