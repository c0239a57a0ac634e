using Aops.Harness;

namespace Aops.Booted.Tests;

/// <summary>A server with a signed playbook, and a machine with Ansible: made for the class that needs it alone.</summary>
public sealed class PlaybookSite() : MachineFleet("playbooks")
{
    // What a distribution has and a playbook asks for: a package, a file that is a template, a service.
    private const string Playbook = """
        - name: web
          hosts: localhost
          gather_facts: false
          tasks:
            - name: package
              ansible.builtin.apt: { deb: "{{ playbook_dir }}/files/hello-aops.deb" }
            - name: unit
              ansible.builtin.template: { src: hello.service.j2, dest: /etc/systemd/system/hello.service, mode: "0644" }
              notify: restart
            - name: service
              ansible.builtin.systemd: { name: hello, state: started, enabled: true, daemon_reload: true }
          handlers:
            - name: restart
              ansible.builtin.systemd: { name: hello, state: restarted, daemon_reload: true }
        """;

    private const string Unit = """
        [Unit]
        Description={{ greeting }}
        [Service]
        ExecStart=/usr/bin/hello-aops
        [Install]
        WantedBy=multi-user.target

        """;

    protected override async Task AddMoreAsync(CancellationToken cancellationToken)
    {
        await Fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        var set = Fleet.Root.Folder("set");
        Directory.CreateDirectory(Path.Combine(set, "files"));
        Directory.CreateDirectory(Path.Combine(set, "templates"));
        await MakePackageAsync(Path.Combine(set, "files/hello-aops.deb"), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(set, "site.yml"), Playbook, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(set, "templates/hello.service.j2"), Unit, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(set, "runbook.json"), """
            {
              "name": "hello", "version": "1", "title": "Hello", "description": "Installs a package and runs its service.",
              "parameters": [{ "name": "greeting", "type": "string", "default": "hello" }],
              "command": { "timeoutSeconds": 300, "isExclusive": true },
              "playbook": { "file": "site.yml", "mayCheck": true, "requires": { "ansible": "2.14", "pythonModules": ["apt"] } }
            }
            """, cancellationToken);
        (await Command.RunAsync(Fleet.Programs.Program("aops-release"),
            ["playbook", "add", set, "--repo", Fleet.Workshop.Repository, "--keys", Fleet.Workshop.Keys], cancellationToken))
            .MustSucceed();
    }

    protected override Task OrderAsync(CancellationToken cancellationToken) =>
        Fleet.Workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, cancellationToken);

    private async Task MakePackageAsync(string file, CancellationToken cancellationToken)
    {
        var folder = Fleet.Root.Folder("hello-aops");
        Directory.CreateDirectory(Path.Combine(folder, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(folder, "usr/bin"));
        await File.WriteAllTextAsync(Path.Combine(folder, "DEBIAN/control"),
            "Package: hello-aops\nVersion: 1\nArchitecture: all\nMaintainer: tests <tests@example.org>\nDescription: waits\n", cancellationToken);
        var program = Path.Combine(folder, "usr/bin/hello-aops");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexec sleep 1000000\n", cancellationToken);
        File.SetUnixFileMode(program, (UnixFileMode)0x1ED);
        foreach (var below in new[] { folder, Path.Combine(folder, "DEBIAN"), Path.Combine(folder, "usr"), Path.Combine(folder, "usr/bin") })
            File.SetUnixFileMode(below, (UnixFileMode)0x1ED);
        (await Command.RunAsync("dpkg-deb", ["--root-owner-group", "--build", folder, file], cancellationToken)).MustSucceed();
    }
}
