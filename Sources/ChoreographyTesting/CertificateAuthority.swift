internal import Glibc
internal import Subprocess

/// A certificate authority for tests and for a broker of one's own: `openssl` makes it and what it signs, as
/// PEM files that nobody but their owner may read.
public struct CertificateAuthority: Sendable, Hashable {
    /// A certificate and its private key, PEM files.
    public struct Certificate: Sendable, Hashable {
        /// The file of the certificate.
        public let certificatePath: String
        /// The file of its key, without a passphrase.
        public let keyPath: String
    }

    /// The file of the authority's own certificate: what the other side has to trust.
    public let certificatePath: String
    private let folder: String
    private let name: String

    /// A new authority, valid for `days`.
    ///
    /// - Parameters:
    ///   - name: Its name in the certificate and that of its files, `<name>.pem` and `<name>.key`.
    ///   - folder: Where its files go, and those of what it signs; made if it does not exist.
    /// - Throws: ``CertificateError`` with what openssl says.
    public static func make(
        _ name: String = "authority", in folder: String, days: Int = 3650
    ) async throws -> CertificateAuthority {
        try await OpenSSL.run(
            """
            mkdir -p -m 700 "$1"; cd "$1"
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$3" \
                -subj "/CN=$2" -keyout "$2.key" -out "$2.pem"
            """, folder, name, String(days))
        return CertificateAuthority(existing: folder, name: name)
    }

    /// An authority that was made before.
    ///
    /// - Parameters:
    ///   - folder: The folder it was made in.
    ///   - name: The name it was made with.
    public init(existing folder: String, name: String = "authority") {
        self.folder = folder
        self.name = name
        certificatePath = "\(folder)/\(name).pem"
    }

    /// Signs a certificate with a new key; one of the same name is replaced in one step.
    ///
    /// - Parameters:
    ///   - name: Its common name and that of its files, `<name>.pem` and `<name>.key`.
    ///   - hosts: The DNS names of a server that it is for.
    ///   - days: How long it is valid from now on; -1 for one that has expired.
    /// - Throws: ``CertificateError`` with what openssl says.
    public func issue(_ name: String, hosts: [String] = [], days: Int = 3650) async throws -> Certificate {
        // Without any extension openssl writes a version 1 certificate.
        let names = hosts.isEmpty ? "" : "subjectAltName=" + hosts.map { "DNS:\($0)" }.joined(separator: ",")
        try await OpenSSL.run(
            """
            cd "$1"
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$3" \
                -keyout "$3.key.new" -out "$3.csr"
            printf 'basicConstraints=CA:FALSE\\n%s\\n' "$4" > "$3.ext"
            openssl x509 -req -in "$3.csr" -CA "$2.pem" -CAkey "$2.key" -set_serial "0x$(openssl rand -hex 16)" \
                -days "$5" -extfile "$3.ext" -out "$3.pem.new"
            mv "$3.key.new" "$3.key"; mv "$3.pem.new" "$3.pem"; rm "$3.csr" "$3.ext"
            """, folder, self.name, name, names, String(days))
        return Certificate(certificatePath: "\(folder)/\(name).pem", keyPath: "\(folder)/\(name).key")
    }
}

/// Why a certificate could not be made.
public struct CertificateError: Error, Sendable, CustomStringConvertible {
    /// What openssl says.
    public let description: String
}

private enum OpenSSL {
    /// Runs a shell script with these arguments; nothing of our environment, which may hold passwords, is
    /// inherited.
    static func run(_ script: String, _ arguments: String...) async throws {
        let result = try await Subprocess.run(
            .name("sh"), arguments: Arguments(["-ec", "umask 077\n" + script, "sh"] + arguments),
            environment: .custom(["PATH": "/usr/local/bin:/usr/bin:/bin"]), input: .none, output: .discarded,
            error: .string(limit: 1 << 16))
        guard case .exited(0) = result.terminationStatus else {
            throw CertificateError(description: "a certificate cannot be made: \(result.standardError)")
        }
    }
}
