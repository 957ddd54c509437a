import CZlib

/// The bytes that were packed as gzip, or nil if these are no such thing, or are more than `most`.
package func unzipped(_ bytes: [UInt8], most: Int) -> [UInt8]? {
  var stream = z_stream()
  // 15 + 16: the largest window, with a gzip header.
  let begun = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  guard begun == Z_OK else { return nil }
  defer { inflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: most)
  let ended = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      return inflate(&stream, Z_FINISH)
    }
  }
  guard ended == Z_STREAM_END, stream.avail_in == 0 else { return nil }
  return Array(output.prefix(Int(stream.total_out)))
}
