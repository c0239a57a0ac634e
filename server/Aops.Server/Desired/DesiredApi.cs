using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Layers;

namespace Aops.Server.Desired;

/// <summary>The routes of the desired state, as earlier versions had them.</summary>
internal static class DesiredApi
{
    private const string Replacement = "/api/v1/layers/{layer}";
    private const string Tag = "The revision, counted over the changes of all layers.";

    public static ApiOperation ShowFleet { get; } = new(ApiTag.Earlier, "Shows what the layer `fleet` says.")
    {
        Answers = [ApiAnswer.Json<DesiredReply>("The document.").WithTag(Tag)],
        ReplacedBy = Replacement,
    };

    public static ApiOperation PutFleet { get; } = new(
        ApiTag.Earlier, "Writes the layer `fleet`: the document alone, in which a sub-agent is told of as a whole.")
    {
        Parameters = [LayerApi.Force, LayerApi.Supersede, StandardParameters.IfMatch],
        Body = typeof(LayerDocument),
        Answers = ShowFleet.Answers,
        Problems = ["rollout-unfinished", "invalid"],
        ReplacedBy = Replacement,
    };

    public static ApiOperation ShowHost { get; } = new(
        ApiTag.Earlier, "Shows what the layer of a host says, and what the host gets of all its layers.")
    {
        Parameters = [StandardParameters.AgentId],
        Answers = ShowFleet.Answers,
        Problems = ["no-such-agent"],
        ReplacedBy = Replacement,
    };

    public static ApiOperation PutHost { get; } = new(
        ApiTag.Earlier, "Writes the layer of a host, in which a list of sub-agents takes the place of the others'.")
    {
        Parameters = [StandardParameters.AgentId, LayerApi.Force, LayerApi.Supersede, StandardParameters.IfMatch],
        Body = typeof(LayerDocument),
        Answers = ShowFleet.Answers,
        Problems = ["no-such-agent", "rollout-unfinished", "invalid"],
        ReplacedBy = Replacement,
    };

    public static ApiOperation RemoveHost { get; } = new(ApiTag.Earlier, "Empties the layer of a host.")
    {
        Parameters = [StandardParameters.AgentId, LayerApi.Supersede, StandardParameters.IfMatch],
        Answers = ShowFleet.Answers,
        Problems = ["no-such-agent", "rollout-unfinished"],
        ReplacedBy = Replacement,
    };
}
