extension ScoreSheet {
    var svg: String {
        var y = top
        var body = heads
        for part in parts {
            body += text(part.title, x: 24, y: y + 18, "class=\"title\"")
            y += Self.rowHeight
            for number in part.rows.indices {
                if number.isMultiple(of: 2) {
                    body +=
                        "<rect x=\"0\" y=\"\(y)\" width=\"\(width)\" height=\"\(Self.rowHeight)\" class=\"band\"/>\n"
                }
                y += Self.rowHeight
            }
        }
        body += lifelines
        y = top
        for part in parts {
            y += Self.rowHeight
            for row in part.rows {
                body += line(of: row, y: y + Self.rowHeight / 2)
                y += Self.rowHeight
            }
        }
        return frame(body)
    }

    private func frame(_ body: String) -> String {
        let (forward, backward) = (
            ScorePicture.Direction.forward.colour, ScorePicture.Direction.backward.colour
        )
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" role="img">
            <title>\(picture.name): who says what, and who hears it</title>
            <style>
            text { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; fill: #1f2328 }
            .name { font-weight: bold; font-size: 13px; text-anchor: middle }
            .title { font-weight: bold }
            .note { fill: #59636e }
            .band { fill: #f6f8fa }
            .life { stroke: #c8d1da; stroke-width: 1 }
            .forward { stroke: \(forward); fill: \(forward); stroke-width: 2 }
            .backward { stroke: \(backward); fill: \(backward); stroke-width: 2 }
            .backward.line { stroke-dasharray: 7 5 }
            .backward.dot { fill: #ffffff }
            </style>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>

            """ + body + "</svg>\n"
    }

    /// Everybody's name, round for a voice from outside, and what the signs mean.
    private var heads: String {
        let key =
            text(
                "dot: says it    arrowhead: hears it    solid: forward    dashed: back", x: 24, y: 28,
                "class=\"note\"")
        return key
            + speakers.map { name in
                let x = x(of: name)
                let isVoice = picture.voices.contains(name)
                return "<rect x=\"\(x - 48)\" y=\"\(top - 44)\" width=\"96\" height=\"28\" "
                    + "rx=\"\(isVoice ? 14 : 3)\" fill=\"#ffffff\" stroke=\"#59636e\"/>\n"
                    + text(name, x: x, y: top - 25, "class=\"name\"")
            }.joined()
    }

    private var lifelines: String {
        speakers.map { name in
            "<line x1=\"\(x(of: name))\" y1=\"\(top - 16)\" x2=\"\(x(of: name))\" y2=\"\(height - 12)\" class=\"life\"/>\n"
        }.joined()
    }

    /// From the dot to the arrowheads: the farthest on each side ends the line.
    private func line(of row: ScorePicture.Row, y: Int) -> String {
        let way = row.direction.rawValue
        let start = x(of: row.speaker)
        let places = row.hearers.map { x(of: $0) }
        let ends = [places.filter { $0 < start }.min(), places.filter { $0 > start }.max()].compactMap(\.self)
        let lines = ends.map { end in
            let tip = end < start ? end + 8 : end - 8
            return "<line x1=\"\(start)\" y1=\"\(y)\" x2=\"\(tip)\" y2=\"\(y)\" class=\"\(way) line\"/>\n"
        }
        let heads = places.map { place in
            let back = place < start ? place + 11 : place - 11
            return "<path d=\"M\(place) \(y) L\(back) \(y - 5) L\(back) \(y + 5) Z\" class=\"\(way)\"/>\n"
        }
        return text(row.event.rawValue, x: 24, y: y + 4) + lines.joined() + heads.joined()
            + "<circle cx=\"\(start)\" cy=\"\(y)\" r=\"5\" class=\"\(way) dot\"/>\n"
            + text(Self.note(of: row), x: columnsEnd + 12, y: y + 4, "class=\"note\"")
    }

    /// The score's check holds names to words, but a score that fails it can be drawn as well.
    private func text(_ text: String, x: Int, y: Int, _ attributes: String = "") -> String {
        guard !text.isEmpty else { return "" }
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<text x=\"\(x)\" y=\"\(y)\"\(attributes.isEmpty ? "" : " \(attributes)") "
            + "xml:space=\"preserve\">\(safe)</text>\n"
    }
}
