namespace Aops.Server.Storage;

/// <summary>The step of the schema that brings the freeze; <see cref="SchemaSteps"/> says when it is taken.</summary>
internal static class FreezeSchema
{
    /// <summary>The freeze of the fleet: one row at most.</summary>
    public const string Freeze =
        """
        CREATE TABLE fleet_freeze (
          id INTEGER PRIMARY KEY CHECK (id = 1), reason TEXT NOT NULL, author TEXT NOT NULL, since INTEGER NOT NULL,
          until INTEGER);
        """;
}
