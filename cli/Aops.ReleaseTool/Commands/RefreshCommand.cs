using System.CommandLine;
using System.Globalization;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.ReleaseTool.Repository;
using Aops.Releases.Tuf;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>refresh</c>: signs snapshot and timestamp again before they expire. With <c>--if-due</c>, for a
/// timer, it changes nothing and succeeds as long as they are valid for long enough.
/// </summary>
internal static class RefreshCommand
{
    private const int WithinDaysDefault = 4;
    private const int WarningDays = 30;

    private static readonly string[] Refreshed = [TufRoles.Snapshot, TufRoles.Timestamp];

    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var ifDue = new Option<bool>("--if-due")
            { Description = "Changes nothing, and ends with 0, while neither expires soon; for a timer." };
        var within = new Option<int>("--within")
        {
            Description = "With --if-due: days before the expiry from which on it is due.",
            HelpName = "DAYS",
            DefaultValueFactory = _ => WithinDaysDefault,
        };
        within.Within(0, SharedOptions.DaysMax);
        var command = new Command("refresh", "Signs snapshot and timestamp again, so that they last longer.")
        {
            repository, keys, passphrase, expires, ifDue, within,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            var store = parsed.Open(repository);
            var expiry = parsed.ReadExpiry(expires);
            var now = expiry.Time.GetUtcNow();
            if (parsed.GetValue(ifDue) && store.FirstToExpire(Refreshed) is var (role, at)
                && at - now > TimeSpan.FromDays(Math.Max(0, parsed.GetValue(within))))
            {
                parsed.Output().WriteLine($"nothing is due: {role} is good until {Text(at)}; nothing was changed");
            }
            else
            {
                using var ring = parsed.LoadKeys(keys, passphrase);
                store.Refresh(ring, expiry);
                parsed.Output().WriteLine("signed snapshot and timestamp; publish them");
            }
            Warn(parsed, store, now);
            return ExitCodes.Ok;
        });
        return command;
    }

    // Warn about the expiry of roles that these keys do not sign.
    private static void Warn(ParseResult parsed, ReleaseRepository store, DateTimeOffset now)
    {
        foreach (var role in store.TargetsRoles().Prepend(TufRoles.Root))
        {
            var at = store.ExpiryOf(role);
            if (at - now < TimeSpan.FromDays(WarningDays))
                parsed.Output().WriteLine($"{role} expires at {Text(at)}, and refresh does not sign it");
        }
    }

    private static string Text(DateTimeOffset at) => at.ToString("u", CultureInfo.InvariantCulture);
}
