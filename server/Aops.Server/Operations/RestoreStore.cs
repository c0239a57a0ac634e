using Aops.Contracts;
using Aops.Server.Audit;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Operations;

/// <summary>Reads what an operator's word on diverged hosts would do, and gives it as an operation.</summary>
internal sealed class RestoreStore(Database database)
{
    private const int SampleHostsMax = 10;

    /// <summary>What is diverged.</summary>
    public ValueTask<RestoreForecast> TellAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            var ids = HeldRows.ListIds(connection, "", SampleHostsMax);
            return new RestoreForecast(
                HeldRows.Count(connection),
                HeldRows.CountUntold(connection),
                [.. ids.Select(id => new HostPreview(id, HeldDecision.Compare(connection, id)))]);
        },
        cancellationToken);

    /// <summary>Gives the word. The server does it, or the next one that starts.</summary>
    /// <returns>The operation; null where one of these is running.</returns>
    public Task<string?> BeginAsync(
        OperationKind kind, string author, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => OperationRows.IsRunning(connection, [OperationKind.Adopt, OperationKind.Impose])
                ? null
                : Begin(connection, OperationRecord.Begin(
                    kind, LayerName.Held.Text, HeldRows.Count(connection), author, now)),
            Durability.Disk, cancellationToken);

    private static string Begin(StoreConnection connection, OperationRecord operation)
    {
        var id = OperationRows.Add(connection, operation);
        AuditRows.Append(connection, new(AuditKinds.RestoreDecide, "diverged-hosts")
        {
            After = new AuditFields().Set("word", KebabName.Of(operation.Kind)),
            HostIds = HeldRows.ListIds(connection, "", int.MaxValue),
            OperationId = id,
        });
        return id;
    }
}

/// <summary>What is diverged.</summary>
/// <param name="Hosts">How many hosts.</param>
/// <param name="Untold">Those of them that could not tell what they hold.</param>
/// <param name="Sample">Some of them, with what they hold as <c>from</c> and what their layers say as <c>to</c>.</param>
internal sealed record RestoreForecast(long Hosts, long Untold, IReadOnlyList<HostPreview> Sample);
