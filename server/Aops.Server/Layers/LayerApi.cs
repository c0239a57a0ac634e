using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Layers;

/// <summary>The routes below <c>/api/v1/layers</c>.</summary>
internal static class LayerApi
{
    private static readonly ApiParameter Layer = ApiParameter.Path("layer", "`fleet`, `group:NAME` or `host:ID`.");

    private static readonly IReadOnlyList<ApiParameter> WriteParameters =
    [
        Layer, StandardParameters.DryRun, Force, Supersede, StandardParameters.IfMatch,
    ];

    private static readonly IReadOnlyList<ApiAnswer> WriteAnswers =
    [
        ApiAnswer.Json<RevisionView>("The new revision; all its hosts are moved. Of a dry run a `LayerPreview`.")
            .WithTag("The revision of the layer.") with { DryBody = typeof(LayerPreview) },
        ApiAnswer.Json<RevisionView>(202, "The new revision; an operation moves the rest of its hosts.")
            .WithTag("The revision of the layer.").WithLocation("The operation."),
    ];

    /// <summary>Takes versions that are not published.</summary>
    public static ApiParameter Force => ApiParameter.Flag(LayerLookup.Force, "Takes versions that are not published.");

    /// <summary>Brings hosts what an unfinished rollout has not.</summary>
    public static ApiParameter Supersede => ApiParameter.Flag(
        LayerLookup.Supersede, "Gives all hosts at once what an unfinished rollout of the layer has not brought to them.");

    public static ApiOperation Show { get; } = new(ApiTag.Layers, "Shows what a layer says now.")
    {
        Parameters = [Layer],
        Answers = [ApiAnswer.Json<RevisionView>("Its newest revision; 0 for a layer that says nothing yet.")
            .WithTag("The revision of the layer.")],
        Problems = ["no-such-layer"],
    };

    public static ApiOperation Put { get; } = new(ApiTag.Layers, "Writes the whole document of a layer: a new revision.")
    {
        Parameters = WriteParameters,
        Body = typeof(LayerRequest),
        Answers = WriteAnswers,
        Problems = ["no-such-layer", "unsteady-query", "rollout-unfinished", "invalid"],
    };

    public static ApiOperation Patch { get; } = new(ApiTag.Layers, "Lays a patch over the document of a layer: a new revision.")
    {
        Description = "RFC 7396: null takes a member away. Sub-agents are patched by name, and one of which only the name is left goes.",
        Parameters = WriteParameters,
        Body = typeof(LayerPatchRequest),
        Answers = WriteAnswers,
        Problems = ["no-such-layer", "unsteady-query", "rollout-unfinished", "invalid"],
    };

    public static ApiOperation Revert { get; } = new(
        ApiTag.Layers, "Makes a new revision with the content of an earlier one.")
    {
        Parameters = WriteParameters,
        Body = typeof(RevertRequest),
        Answers = WriteAnswers,
        Problems = ["no-such-layer", "no-such-revision", "unsteady-query", "rollout-unfinished", "invalid"],
        TakesKey = true,
    };

    public static ApiOperation Revisions { get; } = new(ApiTag.Layers, "Lists the revisions of a layer, the newest first.")
    {
        Parameters = [Layer, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<RevisionList>("The revisions, without their documents.")],
        Problems = ["no-such-layer", "not-acceptable"],
    };

    public static ApiOperation Revision { get; } = new(ApiTag.Layers, "Shows one revision of a layer.")
    {
        Parameters = [Layer, ApiParameter.Path("number", "Number of the revision, from 1.")],
        Answers = [ApiAnswer.Json<RevisionView>("The revision, with its document.")],
        Problems = ["no-such-layer", "no-such-revision"],
    };

    public static ApiOperation Diff { get; } = new(ApiTag.Layers, "Tells what differs between two revisions of a layer.")
    {
        Parameters = [Layer, From, To],
        Answers = [ApiAnswer.Json<LayerDiff>("The differences by field.")],
        Problems = ["no-such-layer", "no-such-revision"],
    };

    /// <summary>The earlier revision of a difference.</summary>
    public static ApiParameter From =>
        ApiParameter.Number("from", "The earlier revision; without it the one before `to`.", 0, long.MaxValue);

    /// <summary>The later one.</summary>
    public static ApiParameter To =>
        ApiParameter.Number("to", "The later revision; without it the newest one.", 0, long.MaxValue);
}
