using Aops.AgentService.Faults;
using Aops.AgentService.Services;
using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;

namespace Aops.AgentService.Upgrade;

/// <summary>
/// Updates the unit files of an installation to those of the committed version. spm asks for it after an
/// upgrade. Running processes are not affected; a unit follows its new file at its next start.
/// </summary>
internal sealed class UnitRenewal(ServiceContext context)
{
    private AopsLayout Layout => context.Layout;

    /// <summary>Renews the files and reloads systemd.</summary>
    /// <exception cref="ServiceException">Nothing is installed, or systemd does not answer.</exception>
    internal async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var journal = context.ReadJournal();
        if (journal is not { IsTrial: false, Current: { } version })
        {
            throw new ServiceException(
                $"no version is committed below {Layout.Root}; the unit files stay as they are", ExitCodes.NoInput);
        }
        var renewed = context.Managers.OfInstalled() is UnitServices units
            ? await units.RenewAsync(version, cancellationToken)
            : [];
        return new()
        {
            Ok = true,
            Changed = renewed.Count > 0,
            Version = version,
            Message = renewed.Count == 0
                ? $"the unit files are those of version {version}; nothing was changed"
                : $"renewed {string.Join(", ", renewed)} for version {version}",
        };
    }
}
