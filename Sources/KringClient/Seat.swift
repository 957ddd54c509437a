import KringCore
import KringProtocol
import KringSeal

/// What makes somebody a member: drawn once, stored before the first hello, never changed by the
/// client itself.
public struct Seat: Hashable, Sendable {
  /// The member id.
  public var member: ID
  /// What proves the seat.
  public var token: Token

  /// Creates a seat from its parts.
  public init(member: ID, token: Token) {
    self.member = member
    self.token = token
  }

  /// Draws a new seat.
  public static func draw() -> Seat {
    Seat(member: ID.random(), token: Token.generate())
  }
}
