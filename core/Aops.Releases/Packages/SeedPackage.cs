using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.Releases.Packages;

/// <summary>
/// The release that a package of the distribution has brought, unpacked in <see cref="AopsLayout.Seed"/>. Nothing runs
/// from there for long: a slot is made of it, so that the package's files stay as they are while the suite upgrades itself.
/// <para>Trust: the package manager has checked the signature over these files, and owns them. Every file is compared
/// with the manifest beside it on the way into a slot, so that a seed that was damaged since is refused.</para>
/// </summary>
public sealed class SeedPackage
{
    private readonly string _directory;
    private readonly PackageManifest _manifest;

    private SeedPackage(string directory, PackageManifest manifest) => (_directory, _manifest) = (directory, manifest);

    /// <summary>Version of the release.</summary>
    public string Version => _manifest.Version;

    /// <summary>Opens the seed of a root.</summary>
    /// <returns>The seed; null where there is none of the suite for this processor that can be read.</returns>
    public static SeedPackage? TryOpen(AopsLayout layout)
    {
        var file = Path.Combine(layout.Seed, PackageManifest.FileName);
        try
        {
            if (!File.Exists(file)) return null;
            var manifest = ManifestFileReader.Parse(File.ReadAllBytes(file));
            var fits = manifest is { Kind: PackageKind.Agent, Name: PackageKinds.AgentName }
                && manifest.Architecture == PackageKinds.LocalArchitecture;
            return fits ? new SeedPackage(layout.Seed, manifest) : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is PackageFault)
        {
            return null;
        }
    }

    /// <summary>Copies the release into a hidden directory, checks and flushes it.</summary>
    /// <param name="stagingParent">Where the directory is made.</param>
    /// <param name="cancellationToken">Ends it with <see cref="StageFailure.Cancelled"/>.</param>
    /// <returns>The directory, which the caller renames into a slot; or why there is none.</returns>
    public async Task<StageOutcome> StageAsync(string stagingParent, CancellationToken cancellationToken)
    {
        try
        {
            return await CopyAsync(stagingParent, Limits.DiskReserveBytes, cancellationToken);
        }
        catch (PackageFault fault)
        {
            return Failed(fault.Message, fault.Kind);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed("it was cancelled", StageFailure.Cancelled);
        }
    }

    /// <summary>Copies it.</summary>
    /// <param name="stagingParent">Where the directory is made.</param>
    /// <param name="reserveBytes">What must stay free.</param>
    /// <exception cref="PackageFault">It failed; nothing is left.</exception>
    internal async Task<StageOutcome.Staged> CopyAsync(
        string stagingParent, long reserveBytes, CancellationToken cancellationToken)
    {
        if (FreeSpace.Of(stagingParent) - reserveBytes < _manifest.UnpackedBytes)
        {
            throw new PackageFault(StageFailure.DiskFull,
                $"it needs {_manifest.UnpackedBytes} bytes below {stagingParent} beside {reserveBytes} in reserve");
        }
        StagingDirectory? staging = null;
        try
        {
            staging = StagingDirectory.Create(stagingParent);
            foreach (var file in _manifest.Files) Copy(file, staging.Path, cancellationToken);
            File.Copy(Path.Combine(_directory, PackageManifest.FileName),
                Path.Combine(staging.Path, PackageManifest.FileName));
            // The copy is what will run; and the package manager may be replacing the files at this very moment.
            var faults = await SlotVerifier.VerifyAsync(staging.Path, cancellationToken);
            if (faults.Count > 0)
                throw PackageFault.Tampered($"{_directory} is damaged or being replaced ({faults[0]})");
            staging.Flush(_manifest);
            return new StageOutcome.Staged(staging.Path, _manifest);
        }
        catch (Exception e)
        {
            staging?.Delete();
            if (FileFaults.IsFileFault(e)) throw PackageFault.OfDisk(e);
            throw;
        }
    }

    private void Copy(ManifestFile file, string directory, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = Path.Combine(directory, file.Path);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(target)!);
        if (file.Link is { } link)
        {
            File.CreateSymbolicLink(target, link);
            return;
        }
        File.Copy(Path.Combine(_directory, file.Path), target);
        File.SetUnixFileMode(target, file.FileMode);
    }

    private StageOutcome.Failed Failed(string reason, StageFailure kind) => new(
        $"version {Version} of the installed package was not taken: {reason}; nothing was changed", kind);
}
