namespace Aops.Server.Problems;

/// <summary>A kind of problem.</summary>
/// <param name="Code">Its code, the last part of its type.</param>
/// <param name="Status">The status that it comes with.</param>
/// <param name="Meaning">What it is, and what to do: one sentence.</param>
internal sealed record ProblemCode(string Code, int Status, string Meaning);
