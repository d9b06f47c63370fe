extension Setting where Value == String {
    /// Any text that is not empty.
    public static func text(
        _ name: String, default absent: String, placeholder: String = "TEXT", help: String
    ) -> Setting {
        Setting(name, placeholder: placeholder, help: help, absent: absent, defaultText: absent) { $0 }
    }

    /// One of a few words.
    public static func choice(
        _ name: String, of choices: [String], default absent: String, help: String
    ) -> Setting {
        Setting(
            name, placeholder: choices.joined(separator: "|"), help: help, absent: absent, defaultText: absent
        ) { text throws(BadValue) in
            guard choices.contains(text.lowercased()) else {
                throw BadValue(expected: "one of " + choices.joined(separator: ", "))
            }
            return text.lowercased()
        }
    }

    /// A URL with one of the given schemes, whose password does not belong on the command line.
    ///
    /// - Parameter secret: The name of the secret setting that takes the password instead.
    public static func url(
        _ name: String, schemes: [String], secret: String, default absent: String, help: String
    ) -> Setting {
        Setting(
            name, placeholder: "URL", help: help, absent: absent, defaultText: absent,
            sensitivity: .mayHoldPassword(secret: secret)
        ) { text throws(BadValue) in try URLText.check(text, schemes: schemes) }
    }
}

extension Setting where Value == String? {
    /// Any text that is not empty, or none.
    public static func text(_ name: String, placeholder: String = "TEXT", help: String) -> Setting {
        Setting(name, placeholder: placeholder, help: help, absent: nil, defaultText: nil) { $0 }
    }

    /// A URL with one of the given schemes, or none; its password does not belong on the command line.
    ///
    /// - Parameter secret: The name of the secret setting that takes the password instead.
    public static func url(_ name: String, schemes: [String], secret: String, help: String) -> Setting {
        Setting(
            name, placeholder: "URL", help: help, absent: nil, defaultText: nil,
            sensitivity: .mayHoldPassword(secret: secret)
        ) { text throws(BadValue) in try URLText.check(text, schemes: schemes) }
    }

    /// A password or the like: from the environment or a file, never from a flag.
    ///
    /// Declaring `smtp.password` brings `smtp.password.file` along, the path of a file that holds it.
    public static func secret(_ name: String, help: String) -> Setting {
        Setting(
            name, placeholder: "TEXT", help: help, absent: nil, defaultText: nil, sensitivity: .secret
        ) { $0 }
    }
}

extension Setting where Value == Int {
    /// A whole number within `range`.
    public static func integer(
        _ name: String, in range: ClosedRange<Int>, default absent: Int, help: String
    ) -> Setting {
        Setting(
            name, placeholder: "N", help: help, absent: absent, defaultText: String(absent)
        ) { text throws(BadValue) in
            guard let number = Int(text), range.contains(number) else {
                throw BadValue(
                    expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension Setting where Value == Double {
    /// A number within `range`.
    public static func number(
        _ name: String, in range: ClosedRange<Double>, default absent: Double, help: String
    ) -> Setting {
        Setting(
            name, placeholder: "N", help: help, absent: absent, defaultText: "\(absent)"
        ) { text throws(BadValue) in
            guard let number = Double(text), range.contains(number) else {
                throw BadValue(expected: "a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }
}

extension Setting where Value == Duration {
    /// A span of time: seconds as in `900`, or with units as in `15m`, `1h30m`, `250ms`.
    public static func duration(
        _ name: String, in range: ClosedRange<Duration>, default absent: Duration, help: String
    ) -> Setting {
        Setting(
            name, placeholder: "DURATION", help: help, absent: absent, defaultText: DurationText.write(absent)
        ) { text throws(BadValue) in
            guard let duration = DurationText.read(text), range.contains(duration) else {
                let (least, most) = (
                    DurationText.write(range.lowerBound), DurationText.write(range.upperBound)
                )
                throw BadValue(expected: "a duration such as 30, 90s or 15m, from \(least) to \(most)")
            }
            return duration
        }
    }
}

extension Setting where Value == [String] {
    /// Words joined by commas; blanks around them do not count.
    public static func list(_ name: String, placeholder: String = "A,B", help: String) -> Setting {
        Setting(name, placeholder: placeholder, help: help, absent: [], defaultText: nil) { text in
            text.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        }
    }
}

extension Setting where Value == Bool {
    /// On when its flag is given.
    public static func flag(_ name: String, sensitivity: Sensitivity = .open, help: String) -> Setting {
        Setting(
            name, placeholder: nil, help: help, absent: false, defaultText: nil, sensitivity: sensitivity
        ) { text throws(BadValue) in
            switch text.lowercased() {
            case "true", "yes", "on", "1": return true
            case "false", "no", "off", "0": return false
            default: throw BadValue(expected: "true or false")
            }
        }
    }
}

extension StringProtocol {
    func trimmingBlanks() -> String {
        let start = drop { $0.isWhitespace }
        return String(String(start.reversed().drop { $0.isWhitespace }.reversed()))
    }
}
