using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Documents;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Cli.Terminals;

namespace Aops.Cli.Commands.Desired;

/// <summary>What a file says of a layer: the document alone, or the answer of <c>desired get</c> with its revision.</summary>
internal sealed class LayerFile
{
    private readonly string _layer;
    private readonly long? _revision;

    private LayerFile(string layer, JsonObject document, long? revision) =>
        (_layer, Document, _revision) = (layer, document, revision);

    /// <summary>What the layer is to say.</summary>
    public JsonObject Document { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="layer">The layer that it has to be of.</param>
    /// <exception cref="CliException">It cannot be read, is of another layer, or its revision is no number.</exception>
    public static LayerFile Read(CliTerminal terminal, string source, string layer)
    {
        var file = DocumentReader.Read(terminal, source);
        if (file["document"] is not JsonObject document) return new LayerFile(layer, file, revision: null);
        if (file.Word("layer") is { } named && named != layer)
            throw CliException.Usage($"the file is of the layer {named}, and not of {layer}", "leave its member layer away, or name that layer");
        file.Remove("document");
        return new LayerFile(layer, document, RevisionOf(file));
    }

    /// <summary>The layer as it is now.</summary>
    /// <exception cref="CliException">The file was made of another revision of it; 0 is that of a layer that said nothing.</exception>
    public async Task<ApiAnswer> FindPresentAsync(OperatorApi api, CancellationToken cancellationToken)
    {
        var present = await api.GetAsync(ApiPath.V1("layers", _layer), cancellationToken);
        var head = present.Object.Number("revision");
        if (_revision is not { } made || made == head) return present;
        throw new CliException(CliExitCodes.Conflict,
            made == 0
                ? $"the file was made when {_layer} said nothing; it is at revision {head} by now"
                : $"the file is made of revision {made} of {_layer}, which is at {head} by now",
            $"aops desired diff {_layer} --from {made}");
    }

    private static long? RevisionOf(JsonObject file)
    {
        if (file["revision"] is not { } member) return null;
        return member is JsonValue value && value.TryGetValue<long>(out var number) && number >= 0
            ? number
            : throw CliException.Usage("the revision of the file is no whole number", "write the document alone, or begin with 'aops desired get'");
    }
}
