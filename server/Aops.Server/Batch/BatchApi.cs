using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Layers;

namespace Aops.Server.Batch;

/// <summary>The route of batches.</summary>
internal static class BatchApi
{
    public static ApiOperation Run { get; } = new(ApiTag.Batch, "Does one action on many hosts, and tells the result of each.")
    {
        Description = "It takes an operator's token. All of it is one transaction.",
        Parameters = [StandardParameters.DryRun, LayerApi.Force],
        Body = typeof(BatchRequest),
        Answers = [ApiAnswer.Json<BatchReply>("What became of each host.")],
        Problems = ["bad-query-language", "count-changed", "too-many-hosts", "invalid"],
        TakesKey = true,
    };
}
