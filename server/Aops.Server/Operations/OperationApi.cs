using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Operations;

/// <summary>The routes below <c>/api/v1/operations</c>.</summary>
internal static class OperationApi
{
    public static ApiOperation List { get; } = new(ApiTag.Operations, "Lists operations, the newest first.")
    {
        Parameters =
        [
            ApiParameter.Text("state", "`running`, `done` or `superseded`."),
            StandardParameters.Limit, StandardParameters.Cursor,
        ],
        Answers = [ApiAnswer.List<OperationList>("The operations.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(ApiTag.Operations, "Tells how far work over many hosts is.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the operation.")],
        Answers = [ApiAnswer.Json<OperationView>("The operation.")],
        Problems = ["no-such-operation"],
    };
}
