namespace Aops.Server.Desired;

/// <summary>A stored desired document.</summary>
/// <param name="Scope">An agent's id, or <see cref="Fleet"/>.</param>
/// <param name="Revision">Grows with every change of any scope.</param>
/// <param name="Document">Null for a removed override, whose revision still tells the agent of the change.</param>
/// <param name="ChangedAt">When it was changed, UTC.</param>
internal sealed record DesiredRecord(
    string Scope, long Revision, DesiredDocument? Document, DateTimeOffset ChangedAt)
{
    /// <summary>The scope of the whole fleet.</summary>
    public const string Fleet = "";
}
