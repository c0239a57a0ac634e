using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Explain;

/// <summary>The route that explains a host.</summary>
internal static class ExplainApi
{
    public static ApiOperation Show { get; } = new(
        ApiTag.Hosts, "Tells what a host is, what it should be, why it is not, since when, and what happens next.")
    {
        Parameters = [StandardParameters.HostId],
        Answers = [ApiAnswer.Json<ExplainReply>("What is known of it.")],
        Problems = ["no-such-host"],
    };
}
