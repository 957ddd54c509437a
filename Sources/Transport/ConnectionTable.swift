/// The connections by name, with places used again under a new generation.
struct ConnectionTable {
  private var places: [(connection: Connection?, generation: UInt32)] = []
  private var free: [UInt32] = []
  private(set) var count = 0

  subscript(id: ConnectionID) -> Connection? {
    guard Int(id.slot) < places.count, places[Int(id.slot)].generation == id.generation else {
      return nil
    }
    return places[Int(id.slot)].connection
  }

  var all: [Connection] { places.compactMap(\.connection) }

  mutating func add(_ make: (ConnectionID) -> Connection) -> Connection {
    if free.isEmpty {
      free.append(UInt32(places.count))
      places.append((nil, 0))
    }
    let slot = free.removeLast()
    let generation = places[Int(slot)].generation &+ 1
    let connection = make(ConnectionID(slot: slot, generation: generation))
    places[Int(slot)] = (connection, generation)
    count += 1
    return connection
  }

  mutating func remove(_ id: ConnectionID) {
    guard self[id] != nil else { return }
    places[Int(id.slot)].connection = nil
    free.append(id.slot)
    count -= 1
  }
}
