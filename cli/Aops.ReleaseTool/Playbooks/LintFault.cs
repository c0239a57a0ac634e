namespace Aops.ReleaseTool.Playbooks;

/// <summary>A place of a playbook that is refused.</summary>
/// <param name="File">The file, relative to the set.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Subject">The task or play, for instance <c>task 'install nginx'</c>; empty for a file as such.</param>
/// <param name="Sentence">What is wrong, and what to write.</param>
internal sealed record LintFault(string File, long Line, string Subject, string Sentence)
{
    public override string ToString() => $"{File}:{Line}: {(Subject.Length == 0 ? "" : Subject + ": ")}{Sentence}";
}
