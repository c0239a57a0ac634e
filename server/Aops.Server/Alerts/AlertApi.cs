using Aops.Server.Api;
using Aops.Server.Http;

namespace Aops.Server.Alerts;

/// <summary>The routes of alerts; that of their acknowledgement is one of silences.</summary>
internal static class AlertApi
{
    /// <summary>The states that are listed.</summary>
    public static ApiParameter State { get; } =
        ApiParameter.Text("state", "States, with commas between: ok, pending, firing, resolved, muted; all without it.");

    public static ApiOperation List { get; } = new(ApiTag.Alerts, "Lists the alert of each rule, by name.")
    {
        Parameters = [State, StandardParameters.Limit, StandardParameters.Cursor],
        Answers = [ApiAnswer.List<AlertList>("The alerts.")],
        Problems = ["not-acceptable"],
    };

    public static ApiOperation Show { get; } = new(
        ApiTag.Alerts, "Shows an alert: its state, why, and its hosts as a query.")
    {
        Parameters = [ApiParameter.Path("name", "Name of the rule.")],
        Answers = [ApiAnswer.Json<AlertView>("The alert.")],
        Problems = ["no-such-rule"],
    };
}
