using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;

namespace Aops.Server.Tests.Support;

/// <summary>A runbook that is a kind of deployments.</summary>
internal static class ServiceRunbook
{
    /// <summary>The body of a deployment of it.</summary>
    /// <param name="name">The name; null where the path has it.</param>
    public static string BodyOf(string? name, string query = "hostname=none", string more = "\"parameters\":{\"port\":\"80\"}") =>
        (name is null ? "{" : $"{{\"name\":\"{name}\",")
        + $"\"runbook\":{{\"name\":\"service\",\"version\":\"1.0\"}},\"q\":\"{query}\",{more}}}";

    /// <summary>Lists it, with a secret parameter that it can do without.</summary>
    public static void AddService(this TestRepository repository, string version = "1.0") => repository.Builder.AddTarget(
        "targets", $"runbooks/service/{version}.json", new Runbook
        {
            Name = "service", Version = version, Title = "A service", Description = "Brings a service to a host.",
            Parameters =
            [
                new RunbookParameter { Name = "verb", Values = ["deploy", "start", "stop", "status", "remove"], IsRequired = true },
                new RunbookParameter { Name = "port", Pattern = "[0-9]+", IsRequired = true },
                new RunbookParameter { Name = "password", Pattern = ".+", IsSecret = true },
            ],
            Command = new RunCommand { Args = ["/opt/service", "${verb}", "${port}"], TimeoutSeconds = 60 },
        }.ToJson(),
        new JsonObject { ["kind"] = Runbook.Kind, ["name"] = "service", ["version"] = version });

    /// <summary>Publishes it.</summary>
    public static async Task PublishServiceAsync(this TestServer server)
    {
        var repository = new TestRepository();
        repository.AddRunbook("restart", "1.0");
        repository.AddService();
        repository.AddService("1.1");
        repository.Add("1.0.0", [1]);
        await repository.SendAsync(server.Operator);
    }
}
