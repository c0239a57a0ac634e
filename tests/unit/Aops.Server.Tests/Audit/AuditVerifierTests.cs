using Aops.Server.Audit;
using Aops.Server.Audit.Trail;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;

namespace Aops.Server.Tests.Audit;

/// <summary>Whatever is done to rows behind the server's back is found.</summary>
public sealed class AuditVerifierTests : IDisposable
{
    private const int Rows = 1205;

    private readonly TestDatabase _file = new();

    public void Dispose() => _file.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("UPDATE audit SET reason = 'another' WHERE id = 7", "row 7 was altered")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE id = 1205", "row 1205 was altered")]
    [InlineData("UPDATE audit SET after_state = NULL WHERE id = 3", "row 3 was altered")]
    [InlineData("DELETE FROM audit WHERE id = 7", "row 7 is missing")]
    [InlineData("DELETE FROM audit WHERE id < 4", "rows 1 to 3 are missing")]
    [InlineData("UPDATE audit SET id = -id WHERE id IN (5, 6); UPDATE audit SET id = 11 + id WHERE id < 0", "row 5 was altered")]
    [InlineData("DELETE FROM audit WHERE id > 1200", "cut off at the end: the head that was written at 2026-01-01 00:00:00Z is row 1205")]
    [InlineData("DELETE FROM audit", "cut off at the end")]
    [InlineData("DELETE FROM audit_host WHERE audit_id = 2 AND agent_id = 'a2'", "the list of the hosts of row 2 was altered")]
    [InlineData("INSERT INTO audit_host VALUES (2, 'z')", "the list of the hosts of row 2 was altered")]
    [InlineData("INSERT INTO audit_host VALUES (1300, 'z')", "there are hosts of a row 1300")]
    public async Task Tampering_IsFound(string sql, string fault)
    {
        await using var database = _file.Open();
        var head = await FillAsync(database);
        using (var connection = _file.OpenWriter())
        {
            foreach (var statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries)) connection.Run(statement);
        }

        var verdict = await VerifyAsync(database, 0, head);

        if (fault.Length > 0) Assert.Contains(verdict.Faults, told => told.Contains(fault, StringComparison.Ordinal));
        else Assert.Equal((Rows, 1, 0), ((int)verdict.Rows, verdict.Heads, verdict.Faults.Count));
    }

    // A chain that is made again after a change is whole by itself: the head tells.
    [Fact]
    public async Task AChainThatWasMadeAgain_ContradictsTheHead()
    {
        await using var database = _file.Open();
        var head = await FillAsync(database);
        using (var connection = _file.OpenWriter())
        {
            connection.Run("DELETE FROM audit WHERE id > 1000");
            connection.Run("DELETE FROM audit_host WHERE audit_id > 1000");
        }
        await AppendAsync(database, 1001, Rows);

        var verdict = await VerifyAsync(database, 0, head);

        Assert.Equal(["row 1205 is another than the head that was written at 2026-01-01 00:00:00Z says"], verdict.Faults);
        Assert.Empty((await VerifyAsync(database, Rows, head)).Faults);
    }

    [Fact]
    public async Task Heads_AreReadAsTheyWereWritten()
    {
        var path = Path.GetTempFileName();
        try
        {
            var at = new DateTimeOffset(2026, 11, 27, 0, 0, 5, TimeSpan.Zero);
            var file = new AuditHeadFile(path);
            file.Append(new AuditHead(1, at, "aa"), at);
            file.Append(new AuditHead(2, at, "bb"), at);

            Assert.Equal([new AuditHead(1, at, "aa"), new AuditHead(2, at, "bb")], file.Read());
            await File.AppendAllTextAsync(path, "nonsense\n", TestContext.Current.CancellationToken);
            Assert.Throws<InvalidDataException>(() => file.Read());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Task<AuditVerdict> VerifyAsync(Database database, long after, AuditHead head) =>
        new AuditVerifier(new AuditStore(database)).VerifyAsync([head], after, TestContext.Current.CancellationToken);

    private static async Task<AuditHead> FillAsync(Database database)
    {
        await AppendAsync(database, 1, Rows);
        var head = await new AuditStore(database).FindHeadAsync(TestContext.Current.CancellationToken);
        return head! with { At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };
    }

    private static Task AppendAsync(Database database, int first, int last) => database.WriteAsync(
        connection =>
        {
            for (var number = first; number <= last; number++)
            {
                AuditRows.Append(connection, new(AuditKinds.LabelsChange, $"host:a{number}")
                {
                    After = new AuditFields().Set("number", (long)number), HostIds = [$"a{number}", "b"], Reason = "why",
                });
            }
            return last;
        },
        Durability.Process, CancellationToken.None);
}
