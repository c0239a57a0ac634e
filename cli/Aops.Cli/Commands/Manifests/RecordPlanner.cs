using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Manifests;

/// <summary>
/// Plans writes of records of one kind. What a document would make of a record is asked of the server by a dry run, so that
/// a query or a default that is written in another way is no difference.
/// </summary>
internal sealed class RecordPlanner(OperatorApi api, ManifestKind kind)
{
    private Dictionary<string, JsonObject>? _present;

    /// <summary>Plans the write of a document.</summary>
    public async Task<PlannedChange> PlanAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var present = await ListAsync(cancellationToken);
        var before = present.GetValueOrDefault(manifest.Name);
        var trial = await WriteAsync(manifest, before, isTrial: true, cancellationToken);
        var changes = FieldChanges.Between(WrittenOf(before), WrittenOf(RecordOf(trial)));
        var deed = before is null ? ManifestDeed.Create : changes.Count > 0 ? ManifestDeed.Change : ManifestDeed.None;
        var moves = Moves(trial);
        return new PlannedChange(manifest, deed, changes)
        {
            Hosts = trial.Number("joining") + trial.Number("leaving"),
            Note = moves,
            ApplyAsync = async token =>
            {
                var answer = await WriteAsync(manifest, before, isTrial: false, token);
                var done = deed == ManifestDeed.Create ? "created" : "changed";
                return new AppliedChange(
                    $"{manifest.Title} {done}{(moves is null ? "" : $": {moves}")}", answer.Word("operation"));
            },
        };
    }

    /// <summary>Plans the removal of the records that none of these documents has.</summary>
    public async Task<IEnumerable<PlannedChange>> PlanPruneAsync(
        IEnumerable<Manifest> manifests, CancellationToken cancellationToken)
    {
        var named = manifests.Where(manifest => manifest.Kind == kind).Select(manifest => manifest.Name).ToHashSet();
        var left = (await ListAsync(cancellationToken)).Where(record => !named.Contains(record.Key)).ToList();
        foreach (var (name, record) in left) await RemoveAsync(name, record, isTrial: true, cancellationToken);
        return left.Select(pair => new PlannedChange(new Manifest(kind, pair.Key, [], ""), ManifestDeed.Remove, [])
        {
            Hosts = pair.Value.Number("count"),
            ApplyAsync = async token =>
            {
                await RemoveAsync(pair.Key, pair.Value, isTrial: false, token);
                return new AppliedChange($"{kind.Word} {pair.Key} removed");
            },
        });
    }

    /// <summary>All records, by name, as they are written.</summary>
    public async Task<IEnumerable<(string Name, JsonObject Content)>> ExportAsync(
        CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken)).Select(record => (record.Key, WrittenOf(record.Value)!));

    private async Task<Dictionary<string, JsonObject>> ListAsync(CancellationToken cancellationToken)
    {
        if (_present is { } known) return known;
        var records = new Dictionary<string, JsonObject>();
        var path = ApiPath.V1(kind.Route).With("count", kind == ManifestKind.Group);
        await foreach (var record in api.StreamAsync(path, kind.List, cancellationToken))
            records[record.Word("name") ?? ""] = record;
        return _present = records;
    }

    private async Task<JsonObject> WriteAsync(
        Manifest manifest, JsonObject? before, bool isTrial, CancellationToken cancellationToken)
    {
        var body = manifest.Content.DeepClone();
        var isMade = before is null && kind.HasRevision;
        if (isMade) body["name"] = manifest.Name;
        var path = isMade ? ApiPath.V1(kind.Route) : ApiPath.V1(kind.Route, manifest.Name);
        var method = isMade ? HttpMethod.Post : HttpMethod.Put;
        var route = path.With("dry_run", isTrial);
        return (await api.SendAsync(method, route, body, RevisionOf(before), cancellationToken)).Object;
    }

    private Task RemoveAsync(string name, JsonObject record, bool isTrial, CancellationToken cancellationToken)
    {
        var path = ApiPath.V1(kind.Route, name).With("dry_run", isTrial);
        return api.SendAsync(HttpMethod.Delete, path, body: null, RevisionOf(record), cancellationToken);
    }

    private JsonObject RecordOf(JsonObject answer) =>
        kind.Reply is { } member ? answer[member] as JsonObject ?? [] : answer;

    private JsonObject? WrittenOf(JsonObject? record) => record is null ? null : new JsonObject(
        kind.Members.Where(member => record[member] is not null && record.Word(member) != "")
            .Select(member => KeyValuePair.Create(member, record[member]?.DeepClone())));

    private string? RevisionOf(JsonObject? record) =>
        record is not null && kind.HasRevision ? $"\"{record.Number("revision")}\"" : null;

    private static string? Moves(JsonObject answer) => answer["joining"] is null ? null
        : $"{Plural.Hosts(answer.Number("joining"))} joining, {answer.Number("leaving")} leaving";
}
