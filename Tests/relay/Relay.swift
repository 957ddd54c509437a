import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// A relay on swift-nio to measure beside: it passes every text on to everybody who asked for the
/// same path, and checks and keeps nothing.
///
/// One event loop, and one flush of a member for all that comes in one turn of it.
@main
enum Relay {
  static func main() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    let rooms = NIOLoopBoundBox.makeBoxSendingValue(Rooms(), eventLoop: loop)
    let server = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        let upgrader = NIOWebSocketServerUpgrader(
          maxFrameSize: 1 << 20,
          shouldUpgrade: { channel, head in
            let offered = head.headers[canonicalForm: "sec-websocket-protocol"].first
            let headers = offered.map { [("sec-websocket-protocol", String($0))] } ?? []
            return channel.eventLoop.makeSucceededFuture(HTTPHeaders(headers))
          },
          upgradePipelineHandler: { channel, head in
            channel.eventLoop.makeCompletedFuture {
              let member = Member(of: head.uri, in: rooms.value)
              try channel.pipeline.syncOperations.addHandler(member)
            }
          })
        return channel.pipeline.configureHTTPServerPipeline(
          withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
      }
      .bind(host: "127.0.0.1", port: 0).get()
    FileHandle.standardOutput.write(Data("relay:\(server.localAddress?.port ?? 0)\n".utf8))
    try await server.closeFuture.get()
  }
}

/// The members by the path they asked for; used on the event loop only.
final class Rooms {
  fileprivate var members: [String: [ObjectIdentifier: Member]] = [:]
  /// Who has something written that is not flushed.
  private var unflushed: [Member] = []

  /// Writes a text to all of a room, and flushes at the end of this turn.
  fileprivate func pass(_ text: ByteBuffer, in path: String, on loop: any EventLoop) {
    if unflushed.isEmpty {
      let box = NIOLoopBound(self, eventLoop: loop)
      loop.execute { box.value.flush() }
    }
    for member in members[path, default: [:]].values {
      member.write(text)
      unflushed.append(member)
    }
  }

  private func flush() {
    for member in unflushed { member.flush() }
    unflushed.removeAll(keepingCapacity: true)
  }
}

/// One connection.
private final class Member: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let path: String
  private let rooms: Rooms
  private var context: ChannelHandlerContext?
  private var isUnflushed = false

  init(of path: String, in rooms: Rooms) {
    self.path = path
    self.rooms = rooms
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    rooms.members[path, default: [:]][ObjectIdentifier(self)] = self
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    rooms.members[path]?[ObjectIdentifier(self)] = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    switch frame.opcode {
    case .text: rooms.pass(frame.unmaskedData, in: path, on: context.eventLoop)
    case .connectionClose: context.close(promise: nil)
    default: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  fileprivate func write(_ text: ByteBuffer) {
    guard let context else { return }
    isUnflushed = true
    context.write(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: .text, data: text)), promise: nil)
  }

  fileprivate func flush() {
    guard isUnflushed else { return }
    isUnflushed = false
    context?.flush()
  }
}
