using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Commands.Desired;
using Aops.Cli.Faults;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Manifests;

/// <summary>
/// Plans writes of layers. A strategy has to be named, by the document or for all of them: <c>all-at-once</c> writes the layer
/// and moves every host, any other one plans a rollout and starts it.
/// </summary>
/// <param name="strategy">The strategy of documents that name none; null where they have to.</param>
internal sealed class LayerPlanner(OperatorApi api, string? strategy, string? message, bool isForced)
{
    private const string AtOnce = "all-at-once";
    private static readonly string[] Members = ["document", "strategy", "message"];
    private const string OfGroup = "group:";

    /// <summary>Plans the write of a document.</summary>
    /// <param name="created">Groups that documents before it create.</param>
    public async Task<PlannedChange> PlanAsync(
        Manifest manifest, IReadOnlySet<string> created, CancellationToken cancellationToken)
    {
        if (manifest.Content["document"] is not JsonObject document)
            throw CliException.Usage("the document of the layer is missing: its member 'document' says what hosts should be");
        var named = manifest.Content["strategy"];
        if (manifest.Content.Select(member => member.Key).FirstOrDefault(name => !Members.Contains(name)) is { } stray)
            throw CliException.Usage($"'{stray}' is no member of a desired state", "members are layer, document, strategy and message");
        var layer = await LayerName.FindAsync(api, manifest.Name, cancellationToken);
        var isNew = layer.StartsWith(OfGroup, StringComparison.Ordinal) && created.Contains(layer[OfGroup.Length..]);
        LayerOrder Order(JsonObject content) =>
            new(layer, content, manifest.Content.Word("message") ?? message, named ?? strategy, isForced);
        if (isNew)
        {
            var first = Order(document);
            first.DemandStrategy();
            return new PlannedChange(manifest, ManifestDeed.Create, FieldChanges.Between(null, document))
            {
                Note = "the server looks at it once its group is there",
                ApplyAsync = token => first.ApplyAsync(api, revision: null, token),
            };
        }
        var present = await api.GetAsync(ApiPath.V1("layers", layer), cancellationToken);
        var write = Order(Generations.Retain(document, present.Object["document"]));
        var trial = await write.TryAsync(api, present.Revision, cancellationToken);
        var changes = trial["changes"]?.DeepClone() as JsonArray ?? [];
        if (changes.Count == 0) return new PlannedChange(manifest, ManifestDeed.None, changes);
        write.DemandStrategy();
        var isSaid = present.Object.Number("revision") > 0;
        return new PlannedChange(manifest, isSaid ? ManifestDeed.Change : ManifestDeed.Create, changes)
        {
            Hosts = trial.Number("changing"),
            Note = $"{trial.Number("changing")} of {Plural.Hosts(trial.Number("hosts"))} would change{write.Way}",
            ApplyAsync = token => write.ApplyAsync(api, present.Revision, token),
        };
    }

    /// <summary>What a layer says now; null where it says nothing.</summary>
    public static async Task<JsonObject?> ExportAsync(
        OperatorApi api, string layer, CancellationToken cancellationToken)
    {
        var present = (await api.GetAsync(ApiPath.V1("layers", layer), cancellationToken)).Object;
        return present.Number("revision") > 0 && present["document"] is JsonObject { Count: > 0 } document
            ? new JsonObject { ["document"] = Generations.Strip(document) }
            : null;
    }

    /// <summary>A write of a layer.</summary>
    private sealed class LayerOrder(
        string layer, JsonObject document, string? message, JsonNode? strategy, bool isForced)
    {
        private bool IsAtOnce => (strategy as JsonObject ?? Named).Word("name") == AtOnce;

        // A strategy that is a word alone.
        private JsonObject Named => new() { ["name"] = strategy?.DeepClone() };

        /// <summary>How hosts would be moved.</summary>
        public string Way => strategy is null ? "" : IsAtOnce ? ", all at once" : ", stage by stage";

        public void DemandStrategy()
        {
            if (strategy is not null) return;
            throw CliException.Usage(
                $"{layer} would change, and no strategy is named",
                "give --strategy default (a rollout) or --strategy all-at-once, or write strategy: into the document");
        }

        public async Task<JsonObject> TryAsync(OperatorApi api, string? revision, CancellationToken cancellationToken)
        {
            // A rollout brings nothing at once.
            var path = ApiPath.V1("layers", layer)
                .With("dry_run", true).With("force", isForced).With("supersede", !IsAtOnce);
            return (await api.SendAsync(HttpMethod.Put, path, Body(AtOnce), revision, cancellationToken)).Object;
        }

        public async Task<AppliedChange> ApplyAsync(
            OperatorApi api, string? revision, CancellationToken cancellationToken)
        {
            if (!IsAtOnce) return await RollOutAsync(api, cancellationToken);
            var path = ApiPath.V1("layers", layer).With("force", isForced);
            var answer = (await api.SendAsync(HttpMethod.Put, path, Body(AtOnce), revision, cancellationToken)).Object;
            return new AppliedChange(
                $"desired {layer} is at revision {answer.Number("revision")}: {Plural.Hosts(answer.Number("hosts"))}", answer.Word("operation"));
        }

        private async Task<AppliedChange> RollOutAsync(OperatorApi api, CancellationToken cancellationToken)
        {
            var body = new JsonObject
            {
                ["layer"] = layer,
                ["document"] = document.DeepClone(),
                ["strategy"] = (strategy as JsonObject)?.DeepClone() ?? Named,
            };
            if (message is not null) body["reason"] = message;
            var path = ApiPath.V1("rollouts").With("force", isForced);
            var planned = (await api.SendAsync(HttpMethod.Post, path, body, revision: null, cancellationToken)).Object;
            var id = planned["rollout"].Word("id") ?? "";
            var start = new JsonObject { ["planHash"] = planned["plan"].Word("planHash") };
            var route = ApiPath.V1("rollouts", id, "start");
            await api.SendAsync(HttpMethod.Post, route, start, revision: null, cancellationToken);
            return new AppliedChange(
                $"desired {layer}: the rollout {id} began, of {Plural.Hosts(planned["plan"].Number("hosts"))}", Rollout: id);
        }

        private JsonObject Body(string name)
        {
            var body = new JsonObject { ["document"] = document.DeepClone(), ["strategy"] = name };
            if (message is not null) body["message"] = message;
            return body;
        }
    }
}
