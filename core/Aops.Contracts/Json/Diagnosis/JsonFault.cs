namespace Aops.Contracts.Json.Diagnosis;

/// <summary>One fault of a JSON document.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">
/// The member, such as <c>limits.memoryMaxBytes</c> or <c>args entry 2</c>, counted from 1; empty for the document.
/// </param>
/// <param name="Line">The line, counted from 1; 0 for a document of one line.</param>
/// <param name="Reason">A clause without its subject: what was expected, and what is there.</param>
public sealed record JsonFault(JsonFaultKind Kind, string Path, long Line, string Reason)
{
    /// <summary>A clause for an operator: line, member, reason.</summary>
    public override string ToString()
    {
        var line = Line > 0 ? $"line {Line}: " : "";
        return Path.Length > 0 ? $"{line}{Path}: {Reason}" : $"{line}{Reason}";
    }
}
