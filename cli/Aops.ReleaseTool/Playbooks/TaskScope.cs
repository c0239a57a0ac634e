namespace Aops.ReleaseTool.Playbooks;

/// <summary>What a play or a block says for the tasks in it.</summary>
/// <param name="ShowsLog">Whether it says <c>no_log: false</c>.</param>
internal sealed record TaskScope(bool ShowsLog)
{
    /// <summary>No play and no block.</summary>
    public static TaskScope Outermost { get; } = new(false);
}
