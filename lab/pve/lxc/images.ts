/** Container images that cannot be pulled in a lab: Docker loads them from a file of the machine's when it first starts. */

/** Where a container finds them. */
export const imagesFile = "/var/lib/stand-in-images.tar";

/** Where it says, beside what Docker made of them, whose images those are. */
export const loadedNote = "/var/lib/docker/.stand-in-images";

/** What a container's Docker is told. @param name of the archive: another one is loaded anew */
export const loadImages = (name: string): string => `# The lab has no registry.
[Service]
ExecStartPost=/bin/sh -c 'grep -qsxF ${name} ${loadedNote} || { docker load --quiet --input ${imagesFile} && echo ${name} > ${loadedNote}; }'
`;
