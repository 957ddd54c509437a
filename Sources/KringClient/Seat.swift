import KringCore
import KringProtocol
import KringSeal

/// What makes somebody a member: drawn once, stored before the first hello, never changed by the
/// client itself.
package struct Seat: Hashable, Sendable {
  /// The member id.
  package var member: ID
  /// What proves the seat.
  package var token: Token

  package init(member: ID, token: Token) {
    self.member = member
    self.token = token
  }

  /// Draws a new seat.
  package static func draw() -> Seat {
    Seat(member: ID.random(), token: Token.generate())
  }
}
