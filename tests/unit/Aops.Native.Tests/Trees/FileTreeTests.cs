using System.Diagnostics;
using Aops.Native.Files;
using Aops.Native.Files.Trees;

namespace Aops.Native.Tests.Trees;

public sealed class FileTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-tree-").FullName;

    private string Tree => Path.Combine(_root, "tree");

    public void Dispose()
    {
        Shell("umount -l tree/a/mount tree/a/file 2>/dev/null; chattr -R -i . 2>/dev/null; rm -rf -- *");
        Directory.Delete(_root);
    }

    [Fact]
    public void WholeTree_Goes()
    {
        Shell("mkdir -p tree/a/b/c tree/d; touch tree/a/1 tree/a/b/c/2 tree/.hidden; mkfifo tree/d/fifo");

        var remains = FileTree.Remove(Tree);

        Assert.True(remains is { Existed: true, IsNone: true }, remains.ToString());
        Assert.False(Path.Exists(Tree));
    }

    [Fact]
    public void Nothing_IsNoFault()
    {
        Assert.False(FileTree.Remove(Tree).Existed);
        Assert.False(FileTree.Remove(Path.Combine(Tree, "below")).Existed);
    }

    [Theory]
    [InlineData("ln -s /nowhere tree")]
    [InlineData("echo content > tree")]
    [InlineData("mkfifo tree")]
    [InlineData("mkdir -p precious; echo x > precious/file; ln -s precious tree")]
    public void WhatIsNoFolder_Goes(string make)
    {
        Shell(make);

        Assert.True(FileTree.Remove(Tree) is { Existed: true, IsNone: true });

        Assert.False(new FileInfo(Tree) is { Exists: true } or { LinkTarget: not null });
        if (Directory.Exists(Path.Combine(_root, "precious")))
            Assert.True(File.Exists(Path.Combine(_root, "precious/file")));
    }

    [Fact]
    public void Links_AreRemovedAndNotFollowed()
    {
        Shell("mkdir -p precious tree/a; echo x > precious/file; chmod 0500 precious; ln -s ../precious tree/link; "
            + "ln -s ../../precious/file tree/a/file; ln precious/file tree/hard");

        Assert.True(FileTree.Remove(Tree).IsNone);

        Assert.False(Path.Exists(Tree));
        Assert.Equal("x\n", File.ReadAllText(Path.Combine(_root, "precious/file")));
        Assert.Equal((UnixFileMode)0x140, File.GetUnixFileMode(Path.Combine(_root, "precious")));
    }

    [Fact]
    public void Case_B09_NamesThatAreNoText_Go()
    {
        Shell("mkdir -p tree; cd tree; mkdir \"$(printf 'a\\nb')\" \"$(printf '\\377\\376')\"; "
            + "touch \"$(printf 'a\\nb/\\200\\001')\" \"$(printf '\\377\\376/c')\" ' ' '-rf' \"$(printf '\\342\\200')\"");

        var remains = FileTree.Remove(Tree);

        Assert.True(remains.IsNone, remains.ToString());
        Assert.False(Path.Exists(Tree));
    }

    [Fact]
    public void TenThousandLevels_Go()
    {
        Python("""
            import os
            d = os.open('.', os.O_RDONLY)
            os.mkdir('tree', dir_fd=d)
            for name in ['tree'] + ['d' * 200] * 10000:
                n = os.open(name, os.O_RDONLY, dir_fd=d); os.close(d); d = n
                os.close(os.open('file', os.O_CREAT | os.O_WRONLY, dir_fd=d))
                os.mkdir('d' * 200, dir_fd=d)
            """);

        var remains = FileTree.Remove(Tree);

        Assert.True(remains.IsNone, remains.ToString());
        Assert.False(Path.Exists(Tree));
    }

    [Fact]
    public void ClosedFolders_AreOpened()
    {
        Shell("mkdir -p tree/a/b; touch tree/a/b/file; chmod 0 tree/a/b; chmod 0555 tree/a; chmod 0 tree");

        Assert.True(FileTree.Remove(Tree).IsNone);
        Assert.False(Path.Exists(Tree));
    }

    [Fact]
    public void KeptFiles_StayWithTheirFolders()
    {
        Shell("mkdir -p tree/a/b tree/c; touch tree/a/b/keep tree/a/b/other tree/a/other tree/c/other tree/keep2");

        var remains = FileTree.Remove(
            Tree, new HashSet<string> { Path.Combine(Tree, "a/b/keep"), Path.Combine(Tree, "keep2") });

        Assert.True(remains.IsNone, remains.ToString());
        Assert.Equal(["a", "a/b", "a/b/keep", "keep2"],
            Directory.EnumerateFileSystemEntries(Tree, "*", SearchOption.AllDirectories)
                .Select(p => Path.GetRelativePath(Tree, p)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Case_B02_Mounts_AreLeftAndNamed(bool usesOpenAt2)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "mounting needs root");
        Shell("mkdir -p precious tree/a/mount tree/b; echo x > precious/file; touch tree/a/file tree/a/z tree/b/1");
        Assert.SkipUnless(Shell("mount --bind precious tree/a/mount && mount --bind precious/file tree/a/file"),
            "this environment forbids to mount");

        var remains = FileTree.Remove(Tree, null, new DirectoryOpener(usesOpenAt2));

        Assert.Equal(2, remains.Count);
        Assert.Equal([Path.Combine(Tree, "a/file"), Path.Combine(Tree, "a/mount")], remains.Named.Select(r => r.Path).Order());
        Assert.Equal("x\n", File.ReadAllText(Path.Combine(_root, "precious/file")));
        Assert.True(File.Exists(Path.Combine(Tree, "a/mount/file")));
        Assert.False(Path.Exists(Path.Combine(Tree, "b")));
        Assert.False(Path.Exists(Path.Combine(Tree, "a/z")));
    }

    [Fact]
    public void ImmutableFile_IsLeftAndNamedAndTheRestGoes()
    {
        Shell("mkdir -p tree/a/b tree/c; touch tree/a/b/fixed tree/a/b/other tree/c/other");
        Assert.SkipUnless(Shell("chattr +i tree/a/b/fixed"), "this file system has no immutable files");

        var remains = FileTree.Remove(Tree);

        var named = Assert.Single(remains.Named);
        Assert.Equal(Path.Combine(Tree, "a/b/fixed"), named.Path);
        Assert.Equal(["a", "a/b", "a/b/fixed"],
            Directory.EnumerateFileSystemEntries(Tree, "*", SearchOption.AllDirectories)
                .Select(p => Path.GetRelativePath(Tree, p)).Order(StringComparer.Ordinal));
        Assert.Contains("fixed", Assert.Throws<IOException>(() => FileTree.Delete(Tree)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ExchangeByTheOwner_HarmsNothingElse(bool usesOpenAt2)
    {
        Assert.SkipUnless(CurrentUser.IsRoot, "an owner who is not the remover needs root");
        Shell("chmod 0755 .; mkdir -p precious/sub; echo x > precious/file; echo x > precious/sub/file; chmod 0700 precious");
        for (var round = 0; round < 3; round++)
        {
            Shell("mkdir tree; chown 65534:65534 tree");
            using var attacker = Start("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "/usr/bin/python3", "-c", Exchanger, Tree, Path.Combine(_root, "precious"));
            while (attacker.StandardOutput.ReadLine() != "ready") Assert.False(attacker.HasExited);

            var remains = FileTree.Remove(Tree, null, new DirectoryOpener(usesOpenAt2));

            Assert.True(remains.IsNone, remains.ToString());
            Assert.False(Path.Exists(Tree));
            attacker.Kill();
            attacker.WaitForExit();
            Assert.Equal("x\n", File.ReadAllText(Path.Combine(_root, "precious/file")));
            Assert.Equal("x\n", File.ReadAllText(Path.Combine(_root, "precious/sub/file")));
        }
    }

    // Exchanges folders with links for ever, by names and by descriptors that it opened before.
    private const string Exchanger = """
        import ctypes, os, sys
        libc = ctypes.CDLL(None)
        tree, target = sys.argv[1].encode(), sys.argv[2].encode()
        top = os.open(tree, os.O_RDONLY)
        for i in range(200):
            os.mkdir(b'%s/d%d' % (tree, i)); os.symlink(target, b'%s/l%d' % (tree, i))
            for j in range(10): os.close(os.open(b'%s/d%d/f%d' % (tree, i, j), os.O_CREAT | os.O_WRONLY))
        print('ready', flush=True)
        while True:
            for i in range(200):
                libc.renameat2(top, b'd%d' % i, top, b'l%d' % i, 2)
        """;

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;

    private bool Shell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            WorkingDirectory = _root,
            RedirectStandardError = true,
        })!;
        shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }

    private void Python(string script)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { WorkingDirectory = _root })!;
        python.WaitForExit();
        Assert.Equal(0, python.ExitCode);
    }
}
