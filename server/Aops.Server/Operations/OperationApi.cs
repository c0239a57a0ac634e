using Aops.Server.Api;

namespace Aops.Server.Operations;

/// <summary>The routes below <c>/api/v1/operations</c>.</summary>
internal static class OperationApi
{
    public static ApiOperation Show { get; } = new(ApiTag.Operations, "Tells how far work over many hosts is.")
    {
        Parameters = [ApiParameter.Path("id", "Id of the operation.")],
        Answers = [ApiAnswer.Json<OperationView>("The operation.")],
        Problems = ["no-such-operation"],
    };
}
