using System.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Output;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>list</c>: shows the content of the repository.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var command = new Command("list", "Lists roles, their keys and targets.") { repository };
        command.SetAction(parsed => Run(parsed.Open(repository), parsed.Output(), parsed.Report()));
        return command;
    }

    private static int Run(ReleaseRepository repository, TextWriter output, ToolReport report)
    {
        var root = repository.ReadSigned(TufRoles.Root);
        var publishers = repository.TargetsRoles().Skip(1);
        (report.Roles, report.Targets) = ([], []);
        foreach (var role in TufRoles.TopLevel.Concat(publishers))
        {
            var signed = repository.ReadSigned(role);
            output.WriteLine($"{role,-10} version {ReleaseRepository.Version(signed),-5} expires {signed["expires"]}");
            var authority = root["roles"]![role] is { } signers ? Authority.Read(signers) : null;
            report.Roles.Add(new RoleReport(
                role, ReleaseRepository.Version(signed), (string?)signed["expires"], authority?.Threshold,
                authority?.KeyIds));
            if (authority is null) continue;
            output.WriteLine($"           {authority.Threshold} of {string.Join(", ", authority.KeyIds)}");
        }
        foreach (var target in SignedTarget.ReadAll(repository))
        {
            report.Add(new TargetReport(
                target.Kind, target.Name, target.Version, target.TargetName, target.LengthBytes, target.ReleaseNumber));
            output.WriteLine(
                $"{target.Kind,-10} {target.Name} {target.Version}  {target.LengthBytes} bytes  {target.TargetName}" +
                (target.ReleaseNumber is { } number ? $"  (release {number})" : "") +
                (target.MayGoBackFrom is { } newest ? $"  (hosts may go back from {newest} or older)" : ""));
        }
        return ExitCodes.Ok;
    }
}
