namespace Aops.Server.Audit;

/// <summary>A write changed audited state and added no audit row: a bug of this program. The write is undone.</summary>
/// <param name="table">What it changed.</param>
internal sealed class UnauditedChangeException(string table) : InvalidOperationException(
    $"a write changes the table {table} and tells the audit nothing, so it is undone: call AuditRows.Append within it, " +
    "or say in AuditedTables that the table holds nothing that operators decide");
