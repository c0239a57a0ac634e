namespace Aops.Harness;

/// <summary>The operators' program <c>aops</c>, with a home of its own in the folder of its fleet.</summary>
public sealed class OperatorCli
{
    private readonly Fleet _fleet;
    private readonly string _home;

    private OperatorCli(Fleet fleet) => (_fleet, _home) = (fleet, fleet.Root.Folder($"cli-{Guid.NewGuid():N}"));

    /// <summary>Logs in to the server of a fleet by the operator token.</summary>
    public static async Task<OperatorCli> LogInAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var (cli, server) = (new OperatorCli(fleet), fleet.Server);
        (await cli.RunAsync(
            cancellationToken, "login", server.Url.ToString(), "--token-file", server.OperatorTokenFile, "--ca",
            server.Authority)).MustSucceed();
        return cli;
    }

    /// <summary>Runs it.</summary>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] words) => Command.RunAsync(
        _fleet.Programs.Program("aops"), words, new Dictionary<string, string?> { ["XDG_CONFIG_HOME"] = _home },
        cancellationToken);
}
