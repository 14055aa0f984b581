-- nine customers, a week without a word
INSERT INTO customer (id, key, email, name, company, manager, consent, stage, country) VALUES
 (1, 'rey', 'tomas@reycanning.example', 'Tomás Rey', 'Rey Canning', 'anna', 'express', 'long', 'ES'),
 (2, 'okafor', 'grace@northgate.example', 'Grace Okafor', 'Northgate Schools', '', 'express', 'short', 'GB'),
 (3, 'brandt', 'ilse@brandtboats.example', 'Ilse Brandt', 'Brandt Boats', 'anna', 'express', 'integral', 'DE'),
 (4, 'moreau', 'd.moreau@mail.example', 'D. Moreau', '', 'jonas', 'express', 'short', 'FR'),
 (5, 'nair', 'priya@calder.example', 'Priya Nair', 'Calder Ltd', 'jonas', 'express', 'long', 'GB'),
 (6, 'miramar', 'hotel@miramar.example', 'Hotel Miramar', '', 'jonas', 'express', 'long', 'ES'),
 (7, 'vogt', 'lena@vogt.example', 'Lena Vogt', '', 'anna', 'express', 'new', 'DE'),
 (8, 'sousa', 'rita@sousa.example', 'Rita Sousa', 'Sousa & Filhos', 'jonas', 'express', 'before', 'PT'),
 (9, 'ferris', 'ferris@sons.example', 'Ferris & Sons', '', 'anna', 'express', 'short', 'GB');
