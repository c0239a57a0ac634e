using System.Globalization;
using Aops.Native.Files;
using Aops.Server.Backups;
using Aops.Server.Certificates;
using Aops.Server.Repository;

namespace Aops.Server.Alerts;

/// <summary>What is found of the server itself: certificates, signed metadata, disk, backups.</summary>
internal sealed class ServerFindings(
    ServerFolder folder, ServerCertificates certificates, WebCertificate? web, ReleaseCatalog catalog,
    BackupPlan? backups, TimeProvider clock)
{
    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>The certificate that ends first.</summary>
    public AlertFinding FindCertificate(AlertRule rule)
    {
        List<(string Name, DateTime End)> all =
        [
            ("the certificate of the server", certificates.NotAfter),
            ("the certificate authority", certificates.AuthorityNotAfter),
        ];
        if (web is not null) all.Add(("the certificate for console and API", web.NotAfter));
        var (name, end) = all.MinBy(each => each.End);
        return OfEnd(rule, name, new DateTimeOffset(end, TimeSpan.Zero));
    }

    /// <summary>The signed metadata of the releases.</summary>
    public async Task<AlertFinding> FindMetadataAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var repository = await catalog.ReadRecentAsync(cancellationToken);
        if (repository.FaultAt(clock.GetUtcNow()) is { } fault)
            return new(AlertFact.Held, $"The releases are not usable: {fault}.") { Value = 0 };
        return repository.ExpiresAt is { } end
            ? OfEnd(rule, $"{repository.ExpiringRole} metadata", end)
            : new(AlertFact.Clear, "No release is published.");
    }

    /// <summary>The room of the data folder.</summary>
    public AlertFinding FindDisk(AlertRule rule)
    {
        try
        {
            var drive = new DriveInfo(folder.Root);
            var percent = drive.TotalSize == 0 ? 0 : Math.Round(100.0 * drive.AvailableFreeSpace / drive.TotalSize, 1);
            return new(
                percent <= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
                string.Create(CultureInfo.InvariantCulture,
                    $"The file system of the data folder has {drive.AvailableFreeSpace / 1e9:0.0} GB free, ") +
                string.Create(CultureInfo.InvariantCulture, $"{percent:0.#} %; ") + $"the threshold is {rule.Threshold} %.")
            {
                Value = percent,
            };
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return AlertFinding.Unknown($"The room of the data folder cannot be told: {e.Message}.");
        }
    }

    /// <summary>The newest backup, where the server takes them by itself.</summary>
    public AlertFinding FindBackup(AlertRule rule)
    {
        if (backups is null)
            return new(AlertFact.Clear, "The server takes no backups by itself: --backup-to is not given.");
        var last = LastBackup.Read(folder);
        // The first one may take its time.
        var age = clock.GetUtcNow() - (last?.At ?? _startedAt);
        var percent = Math.Round(100.0 * age / backups.Every);
        var subject = last is null
            ? "There is no backup yet; the server started"
            : $"The newest backup is {last.Folder}, taken";
        return new(
            percent >= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
            string.Create(CultureInfo.InvariantCulture,
                $"{subject} {age.TotalHours:0.#} h ago, which is {percent:0} % of its interval; ") +
            $"the threshold is {rule.Threshold} %.")
        {
            Value = percent,
        };
    }

    private AlertFinding OfEnd(AlertRule rule, string name, DateTimeOffset end)
    {
        var days = Math.Round((end - clock.GetUtcNow()).TotalDays, 1);
        var word = char.ToUpperInvariant(name[0]) + name[1..];
        return new(
            days <= rule.Threshold ? AlertFact.Held : AlertFact.Clear,
            string.Create(CultureInfo.InvariantCulture,
                $"{word} ends at {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC, in {days:0.#} days; ") +
            $"the threshold is {rule.Threshold} days.")
        {
            Value = days,
        };
    }
}
