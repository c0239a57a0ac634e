namespace Aops.ReleaseTool.Deltas;

/// <summary>One control of a delta, as positions within one file and its base.</summary>
/// <param name="BaseStart">Position in the base.</param>
/// <param name="Start">Position in the new file.</param>
/// <param name="AddBytes">Length of the part that is base plus difference.</param>
/// <param name="LiteralBytes">Length of the literal part after it.</param>
internal readonly record struct DeltaStep(int BaseStart, int Start, int AddBytes, int LiteralBytes);
