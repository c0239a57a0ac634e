namespace Aops.ReleaseTool.Deltas;

/// <summary>One control of a delta, as positions within one file and its base.</summary>
/// <param name="BaseStart">Where the base is added from.</param>
/// <param name="Start">Where in the new file.</param>
/// <param name="AddBytes">Bytes that are the base's plus a difference.</param>
/// <param name="LiteralBytes">Bytes after them that are taken literally.</param>
internal readonly record struct DeltaStep(int BaseStart, int Start, int AddBytes, int LiteralBytes);
