using System.CommandLine;
using Aops.Contracts;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Server.Agents;
using Aops.Server.Certificates;
using Aops.Server.Storage;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server ca</c>: the state of a rotation of the authority, and its steps. A running server applies
/// each step by itself.
/// </summary>
internal static class AuthorityCommand
{
    public static Command Build()
    {
        var status = new Command("status", "Which authorities there are, which hosts trust them, and what comes next.");
        status.SetAction((parsed, token) => RunAsync(parsed, AuthorityStep.Look, false, token));

        var activate = new Option<bool>("--activate")
            { Description = "The second authority signs from now on; needs every host to trust it." };
        var cancel = new Option<bool>("--deactivate") { Description = "The first authority signs again." };
        var force = new Option<bool>("--force")
            { Description = "Also while hosts would lose the server: they have to be healed by hand." };
        var rotate = new Command("rotate", "Makes a second authority beside the first; the first goes on to sign.")
        {
            activate, cancel, force,
        };
        rotate.SetAction((parsed, token) => RunAsync(
            parsed,
            (parsed.GetValue(activate), parsed.GetValue(cancel)) switch
            {
                (true, true) => throw new StartupFault(ExitCodes.Usage, "give --activate or --deactivate, not both"),
                (true, _) => AuthorityStep.Activate,
                (_, true) => AuthorityStep.Deactivate,
                _ => AuthorityStep.Add,
            },
            parsed.GetValue(force), token));

        var retire = new Command("retire", "The second authority takes the first one's place; the first key is deleted.")
        {
            force,
        };
        retire.SetAction((parsed, token) => RunAsync(
            parsed, AuthorityStep.Retire, parsed.GetValue(force), token));
        foreach (var command in new[] { status, rotate, retire }) DataOptions.AddTo(command);
        return new Command("ca", "The certificate authority that hosts trust.") { status, rotate, retire };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, AuthorityStep step, bool force, CancellationToken cancellationToken)
    {
        var folder = DataOptions.OpenFolder(parsed);
        var now = TimeProvider.System.GetUtcNow();
        await using var database = DataOptions.OpenDatabase(parsed);
        var hosts = await new AuthorityCensus(new AgentStore(database), TimeProvider.System)
            .TakeAsync(cancellationToken);
        try
        {
            using (var before = folder.Authorities.Open(now))
            {
                await new AuthoritySteps(folder.Authorities, before, hosts, new AuditWriter(database).AppendAsync)
                    .TakeAsync(step, force, now);
            }
            using var after = folder.Authorities.Open(now);
            Console.Out.Write(AuthorityText.Write(after, hosts, folder.Authorities));
            return ExitCodes.Ok;
        }
        catch (FileNotFoundException e)
        {
            throw new StartupFault(ExitCodes.BadData,
                $"the authorities in {folder.Root}: {Path.GetFileName(e.FileName)} is not there; restore ca*.pem and ca*.key from a backup", e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.CannotWrite, $"the authorities in {folder.Root}: {e.Message}", e);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new StartupFault(ExitCodes.BadData,
                $"the authorities in {folder.Root} are no certificates with their keys in PEM; restore ca*.pem and ca*.key from a backup", e);
        }
    }
}
