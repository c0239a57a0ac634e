using Aops.Server.Tests.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>Schedules that are due in years, for <see cref="ChangingRoutes"/>.</summary>
internal static class ChangingSchedules
{
    /// <summary>The body of a write.</summary>
    /// <param name="name">The name; null where the path has it.</param>
    public static string BodyOf(string? name) =>
        (name is null ? "{" : $"{{\"name\":\"{name}\",")
        + "\"cron\":\"0 0 29 2 *\",\"run\":{\"q\":\"hostname=none\",\"command\":{\"args\":[\"true\"]}}}";

    /// <summary>Makes a schedule, and returns its name.</summary>
    public static async Task<string> MakeAsync(TestServer server, string name)
    {
        await server.Operator.DoAsync("/api/v1/schedules", BodyOf(name));
        return name;
    }
}
