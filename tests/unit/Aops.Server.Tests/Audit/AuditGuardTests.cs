using System.Text.RegularExpressions;
using Aops.Server.Audit;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>The writer takes no change of audited state without its row.</summary>
public sealed class AuditGuardTests : IDisposable
{
    private const string Group =
        "INSERT INTO host_group (name, rank, query, note, revision, changed_at, changed_by, head) " +
        "VALUES ('web', 1, '', '', 1, 0, 'x', 0)";

    private readonly TestDatabase _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task AForgottenRow_UndoesTheChange_AndNoOtherWrite()
    {
        await using var database = _file.Open();

        var forgotten = WriteAsync(database, Group);
        var told = database.WriteAsync(
            connection =>
            {
                AuditRows.Append(connection, new(AuditKinds.GroupCreate, "group:db"));
                return connection.Prepare(Group.Replace("web", "db", StringComparison.Ordinal)).Run();
            },
            Durability.Disk, CancellationToken.None);

        var fault = await Assert.ThrowsAsync<UnauditedChangeException>(() => forgotten);
        Assert.Contains("host_group", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, await told);
        Assert.Equal(["db"], await database.ReadAsync(
            connection => connection.Prepare("SELECT name FROM host_group").Read(row => row.GetString(0)),
            CancellationToken.None));
    }

    [Theory]
    [InlineData("DELETE FROM host_group")]
    [InlineData("UPDATE agent SET consented = 1")]
    [InlineData("UPDATE operation SET done = 1")]
    [InlineData("UPDATE agent SET last_seen = 1 WHERE consented = 1")]
    [InlineData("INSERT INTO counter (name, value) VALUES ('x', 1)")]
    public async Task WhatChangesNothingThatIsAudited_NeedsNoRow(string sql)
    {
        await using var database = _file.Open();

        await WriteAsync(database, sql);
    }

    [Theory]
    [InlineData("UPDATE audit SET reason = 'x'")]
    [InlineData("DELETE FROM audit WHERE id = 1")]
    [InlineData("DELETE FROM audit_host WHERE audit_id = 1")]
    public async Task TheAudit_IsOnlyAddedTo(string sql)
    {
        await using var database = _file.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync(database, sql));
    }

    [Theory]
    [InlineData("UPDATE agent SET state = @a, last_seen = @b WHERE id = @id", WriteDemand.None)]
    [InlineData("UPDATE agent SET labels_revision = labels_revision + 1 WHERE id = @id", WriteDemand.Audit)]
    [InlineData("INSERT INTO command (id) VALUES (@id)", WriteDemand.Audit)]
    [InlineData("UPDATE command SET ended_at = @at", WriteDemand.None)]
    [InlineData("UPDATE person SET failures = 0, locked_until = NULL, password = coalesce(@p, password)", WriteDemand.None)]
    [InlineData("UPDATE person SET failures = @f, locked_until = @until WHERE id = @id", WriteDemand.Audit)]
    [InlineData("UPDATE api_key SET used_at = @now, used_from = @address WHERE id = @id", WriteDemand.None)]
    [InlineData("UPDATE api_key SET revoked_at = @now WHERE id = @id", WriteDemand.Audit)]
    [InlineData("DELETE FROM holder_grant WHERE holder_id = @id", WriteDemand.Audit)]
    [InlineData("INSERT INTO a_table_of_tomorrow VALUES (1)", WriteDemand.Audit)]
    [InlineData("SELECT 1 FROM host_group", WriteDemand.None)]
    internal void Statements_DemandWhatTheyChange(string sql, WriteDemand demand) =>
        Assert.Equal(demand, AuditedTables.DemandOf(sql, out _));

    [Fact]
    public void EveryTableOfTheSchema_IsKnown()
    {
        var made = SchemaSteps.All.SelectMany(step => Regex.Matches(step, @"CREATE TABLE (\w+)"))
            .Select(match => match.Groups[1].Value).Except(["desired", "operator_token"]).Append("api_key");

        Assert.Equal(made.Order(), AuditedTables.Known.Order());
    }

    private static Task<int> WriteAsync(Database database, string sql) =>
        database.WriteAsync(connection => connection.Prepare(sql).Run(), Durability.Process, CancellationToken.None);
}
