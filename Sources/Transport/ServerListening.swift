import CLibWebSockets
import TransportLoop

extension LwsContext {
  /// Begins to listen and returns the virtual host with its port.
  func listen(
    on address: ListenAddress, _ configuration: ServerConfiguration, name: String = "kring"
  ) throws(TransportError) -> (host: OpaquePointer, port: Int) {
    let (name, interface) = (keep(name), address.interface.flatMap(keep))
    let vhost = addVhost { parts in
      kring_create_server_vhost(
        parts.context, name, parts.protocols, parts.headers, interface,
        Int32(address.isFile ? 0 : configuration.port), address.ipv6 ? 1 : 0,
        address.isFile ? 1 : 0, configuration.tlsCertificate, configuration.tlsKey,
        UInt32(configuration.headersTimeout.wholeSeconds), configuration.keepAlive.wholeSeconds,
        parts.validity)
    }
    guard let vhost else {
      throw TransportError(
        .startFailed,
        "libwebsockets cannot listen on "
          + (address.isFile
            ? "\(configuration.socketFile ?? "")"
            : "port \(configuration.port) of \(configuration.host)")
          + (configuration.tlsCertificate.map { " with the certificate \($0)" } ?? "") + ".")
    }
    return (vhost, Int(lws_get_vhost_listen_port(vhost)))
  }

  /// Begins to listen for requests that only this machine may make.
  func listenPrivately(
    _ configuration: ServerConfiguration
  ) throws(TransportError) -> (host: OpaquePointer?, port: Int?) {
    guard let port = configuration.privatePort else { return (nil, nil) }
    var own = configuration
    own.host = "127.0.0.1"
    own.port = port
    own.tlsCertificate = nil
    own.tlsKey = nil
    own.socketFile = nil
    let address = try ListenAddress.resolve(host: own.host, port: own.port)
    return try listen(on: address, own, name: "kring-private")
  }
}
