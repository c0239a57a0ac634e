using Aops.Harness;

namespace Aops.Booted.Tests.Packages;

/// <summary>A format of packages, with the program of the distribution that takes them.</summary>
internal interface IPackager
{
    /// <summary>What the distribution calls its folder of settings: <c>/etc/sysconfig</c> or <c>/etc/default</c>.</summary>
    string Settings { get; }

    /// <summary>Files that stay when an enrolled host's package is removed, besides what its record of packages is.</summary>
    IReadOnlyList<string> LeftBehind { get; }

    /// <summary>Files that stay where nothing was changed.</summary>
    IReadOnlyList<string> LeftUnedited { get; }

    /// <summary>Folder of the packages of a version.</summary>
    string Folder(string version);

    /// <summary>File name of a package.</summary>
    string FileOf(string name, string version);

    /// <summary>Lets a machine trust who signed.</summary>
    Task PrepareAsync(Machine machine, CancellationToken cancellationToken);

    /// <summary>Installs a file that lies in <c>/srv</c>: another version, an older one or the same once more.</summary>
    Task<CommandResult> InstallAsync(Machine machine, string file, CancellationToken cancellationToken);

    /// <summary>Removes a package; the settings that its owner changed stay.</summary>
    Task<CommandResult> RemoveAsync(Machine machine, string name, CancellationToken cancellationToken);

    /// <summary>Removes what <see cref="RemoveAsync"/> left.</summary>
    Task PurgeAsync(Machine machine, string name, CancellationToken cancellationToken);

    /// <summary>Compares the files of a package with what it brought.</summary>
    /// <returns>A line for each that was changed, but for settings.</returns>
    Task<string> VerifyAsync(Machine machine, string name, CancellationToken cancellationToken);

    /// <summary>Offers packages of the first version to the program of the distribution.</summary>
    /// <returns>Functions of a shell by which <c>apt</c> and <c>dnf</c> are what they are on a machine of this format.</returns>
    Task<string> OfferAsync(Machine machine, CancellationToken cancellationToken);

    /// <summary>Installs the first version as an owner does from a repository, which checks who signed.</summary>
    /// <param name="isDamaged">Whether a byte of the package is changed before.</param>
    /// <param name="isTrusted">Whether the machine knows the key.</param>
    Task<CommandResult> TakeSignedAsync(Machine machine, bool isDamaged, bool isTrusted, CancellationToken cancellationToken);
}
