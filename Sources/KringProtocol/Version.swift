/// The version of Kring that this program is built from.
package enum Version {
  /// As in semantic versioning; the journal's format and the protocol have numbers of their own.
  package static let current = "0.9.0"
}
