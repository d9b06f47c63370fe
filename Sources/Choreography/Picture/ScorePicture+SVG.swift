extension ScorePicture {
    /// The picture as a score sheet in SVG: a column for everybody, a row for each event, causes above effects.
    ///
    /// An event's line begins with a dot at whoever says it and has an arrowhead at each who hears it, so that no
    /// two lines cross, and no label lies on another. Forward is solid and blue with a filled dot, backward dashed
    /// and orange with a hollow one.
    package var svg: String { ScoreSheet(self).svg }
}
