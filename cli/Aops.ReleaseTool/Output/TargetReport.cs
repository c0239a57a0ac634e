namespace Aops.ReleaseTool.Output;

/// <summary>A package, or a program for hosts without the suite.</summary>
/// <param name="Kind"><c>agent</c>, <c>subagent</c> or <c>bootstrap</c>.</param>
/// <param name="Target">Its name in the metadata; null for a package that is not signed.</param>
/// <param name="Bytes">Its length; null if the verb does not know it.</param>
/// <param name="Release">Its number in the order of releases; null for none.</param>
internal sealed record TargetReport(
    string Kind, string Name, string Version, string? Target = null, long? Bytes = null, long? Release = null);
